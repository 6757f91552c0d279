import type { Unmeasured } from "../evaluate/scoredText";
import { finetuneConfigProblems } from "../train/checkFinetuneConfig";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { weightFormatProblem } from "../transformer/weightFormat";
import { countPacked, type WindowCount, whyNoWindows } from "./countWindows";
import type { FinetuneSettings, MethodPlan } from "./finetunePlanProtocol";
import type { FinetuneTarget, TargetTokens } from "./finetuneTarget";
import type { OpenModel } from "./openModel";

/** What decides whether a run can start. */
export interface StartParts {
  readonly settings: FinetuneSettings;
  readonly config: FinetuneConfig;
  readonly model: OpenModel;
  readonly target: FinetuneTarget;
  /** Null where there is no text of the language. */
  readonly tokens: TargetTokens | null;
  /** Windows of the training text; null where there is none. */
  readonly all: WindowCount | null;
  readonly methods: readonly MethodPlan[];
  /** Languages that are asked to be watched and have too little text. */
  readonly short: readonly Unmeasured[];
}

/** Settings that are no settings of the config's. */
function settingProblem({ trainWindows = 1, validationWindows = 1, weightFormat }: FinetuneSettings): string | null {
  for (const [name, count] of Object.entries({ trainWindows, validationWindows })) {
    if (!Number.isSafeInteger(count) || count < 1) return `${name} is ${count}: it must be an integer from 1.`;
  }
  return weightFormat === undefined ? null : weightFormatProblem(weightFormat);
}

/** What to do for the neurons of the language, where there are none. */
export function neuronsMissing({ language, masked }: Pick<FinetuneTarget, "language" | "masked">): string {
  if (masked.length === 0) {
    return "Needs the neurons of the language: scan and select, or import a mask (steps 3 and 4).";
  }
  const selected =
    masked.length === 1
      ? `those of ${masked[0]} are selected`
      : `${masked.length} languages have neurons in the selection`;
  if (language === null) return `Choose the language: ${selected}.`;
  return `Needs the neurons of the language: the selection has none of ${language}; ${selected}.`;
}

/** What text is missing. */
function textProblem({ target, tokens, all, config, short }: StartParts): string | null {
  const { language, languages, watchable, withoutText } = target;
  if (languages.length === 0) return "Add training text: the sample's, or your own.";
  if (!tokens || !all) return `The training text has no ${language}: it has ${languages.join(", ")}.`;
  if (all.windows < 1) return whyNoWindows(tokens.train, config);
  if (tokens.target && countPacked(tokens.target, config.seqLen).windows < 1) {
    return `The validation text has ${tokens.target.ids.length} tokens of ${language}, fewer than the ${config.seqLen} of one window: add text, choose shorter windows, or hold windows out of the training text.`;
  }
  if (withoutText.length > 0) {
    const there = watchable.length > 0 ? `there is text of ${watchable.join(", ")}` : "no other language has any";
    return `There is no text of ${withoutText.join(", ")} to watch: ${there}.`;
  }
  return short.length > 0 ? `Of what is watched, ${short.map(({ reason }) => reason).join("; ")}.` : null;
}

/** Why a run cannot start, in the words of the next step; null where it can. */
export function missingOf(parts: StartParts): string | null {
  const { config, settings, model, methods } = parts;
  // These first: the number of steps may follow from them.
  const ofSettings = settingProblem(settings);
  if (ofSettings !== null) return ofSettings;
  const problem = finetuneConfigProblems(config)[0];
  if (problem) return `${problem.field} is ${JSON.stringify(problem.value)}: it must be ${problem.allowed}.`;
  if (config.seqLen > model.info.context) {
    return `Windows of ${config.seqLen} tokens are longer than the model's context of ${model.info.context}.`;
  }
  return textProblem(parts) ?? methods.find(({ method }) => method === config.method)?.missing ?? null;
}
