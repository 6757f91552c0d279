import type { SteerStep } from "../evaluate/steering";
import type { GenerateRequest, GenerateSettings, GenerateSubject } from "../worker/generationProtocol";

/** A step of the list, with a key of its own. */
export interface KeyedStep {
  readonly key: number;
  readonly step: SteerStep;
}

/** What the page's tab of generation is set to. */
export interface GenerateForm {
  readonly prompt: string;
  /** What differs from the defaults. */
  readonly settings: Partial<GenerateSettings>;
  /** Whether the open model goes on with the prompt as it is. */
  readonly base: boolean;
  /** Id of a run that does; null: none. */
  readonly run: string | null;
  /** Whether a steered model does, and of which weights: id of a run, null: the open model. */
  readonly steered: boolean;
  readonly steeredRun: string | null;
  readonly steps: readonly KeyedStep[];
}

export const emptyForm: GenerateForm = {
  prompt: "",
  settings: {},
  base: true,
  run: null,
  steered: false,
  steeredRun: null,
  steps: [],
};

/** Those who go on with the prompt, in the order of their columns. */
export function subjectsOf({ base, run, steered, steeredRun, steps }: GenerateForm): GenerateSubject[] {
  return [
    ...(base ? [{}] : []),
    ...(run === null ? [] : [{ run }]),
    ...(steered && steps.length > 0
      ? [{ ...(steeredRun === null ? {} : { run: steeredRun }), steer: steps.map(({ step }) => step) }]
      : []),
  ];
}

export const toRequest = (form: GenerateForm): GenerateRequest => ({
  prompt: form.prompt,
  subjects: subjectsOf(form),
  settings: form.settings,
});
