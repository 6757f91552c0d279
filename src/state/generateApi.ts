import type { SteerStep } from "../evaluate/steering";
import type {
  GeneratedTexts,
  GenerateProgress,
  GenerateRequest,
  GenerateSettings,
  SubjectText,
} from "../worker/generationProtocol";
import { client } from "./connection";
import { enqueue } from "./jobs";
import { type GenerationColumn, store } from "./store";

/** What `generate` takes: a prompt, who goes on with it, and settings, whose defaults are greedy. */
export interface GenerateOptions extends Partial<GenerateSettings>, Pick<GenerateRequest, "weightFormat"> {
  readonly prompt: string;
  /** Id of a run; the open model when left out. */
  readonly run?: string;
  /** Steps that act one after the other, on the neurons that are selected. */
  readonly steer?: readonly SteerStep[];
}

const change = (columns: readonly GenerationColumn[]) =>
  store.setState(({ generation }) => ({ generation: generation && { ...generation, columns } }));

function addText({ subject, text }: GenerateProgress): void {
  const columns = store.getState().generation?.columns ?? [];
  change(columns.map((column, i) => (i === subject ? { ...column, text: column.text + text } : column)));
}

/** Shows texts that have ended as what they are. */
function placeTexts({ texts }: GeneratedTexts): void {
  const columns = store.getState().generation?.columns ?? [];
  change(
    columns.map((column, i) => ({ ...column, text: texts[i]?.text ?? column.text, done: texts[i] ?? column.done })),
  );
}

/** Texts of several subjects beside each other, as the page shows them. Stop, and a failure, keep what has come. */
export function generateSideBySide(request: GenerateRequest): Promise<GeneratedTexts> {
  return enqueue("generate", "Generate", async (signal, setProgress) => {
    const { prompt, subjects } = request;
    store.setState({
      generation: {
        prompt,
        columns: subjects.map((subject, key) => ({ key, subject, text: "", done: null })),
        made: null,
      },
    });
    let made: GeneratedTexts | null = null;
    const onProgress = (value: GenerateProgress) => {
      setProgress({ kind: "evaluation", value });
      if (value.text !== "") addText(value);
      if (!value.made) return;
      made = value.made;
      placeTexts(made);
    };
    try {
      made = await client.call("generate", request, { signal, onProgress });
      placeTexts(made);
      return made;
    } finally {
      store.setState(({ generation }) => ({ generation: generation && { ...generation, made } }));
    }
  });
}

/** Goes on with a prompt, by the open model or with what a run changed, steered or not. */
export async function generate({
  prompt,
  run,
  steer,
  weightFormat,
  ...settings
}: GenerateOptions): Promise<SubjectText> {
  const subject = { ...(run === undefined ? {} : { run }), ...(steer === undefined ? {} : { steer }) };
  const format = weightFormat ? { weightFormat } : {};
  const { texts } = await generateSideBySide({ prompt, subjects: [subject], settings, ...format });
  return texts[0]!;
}
