import { createSHA256 } from "hash-wasm";
import type { TaskExample, TaskResult } from "../evaluate/taskResult";
import type { JsonObject, JsonValue } from "../formats/json";

/**
 * How a task was asked: by the likelihoods of choices, by generating and reading a letter out of it, or by generating a text that is
 * scored as a whole.
 */
export type OutputKind = "choices" | "letter" | "text";

/** Told by its examples and metrics: choices have likelihoods, and only the metrics of texts have a signature. */
export function outputKindOf({ examples, metrics }: TaskResult): OutputKind {
  if (examples.some(({ choices }) => choices.length > 0)) return "choices";
  return metrics.some(({ signature }) => signature !== null) ? "text" : "letter";
}

/** What the harness calls the step from what the model said to what is scored. */
export const FILTERS: Readonly<Record<OutputKind, string>> = {
  choices: "none",
  letter: "extract-letter",
  text: "none",
};

/** What the harness writes where nothing could be read out of an output. */
const UNREADABLE = "[invalid]";

/** A line of a samples file, and the hash of its task that it goes into. */
export interface LmEvalSamples {
  readonly lines: readonly JsonObject[];
  /** sha256 in hex, over the hashes of all lines. */
  readonly taskHash: string;
}

type Hash = (text: string) => string;

async function sha256Hasher(): Promise<Hash> {
  const hasher = await createSHA256();
  return (text) => hasher.init().update(text).digest("hex");
}

/** What is asked of the model, one entry a request: what stands before, and the continuation to weigh or the settings to generate with. */
function requestsOf({ choices, prompt }: TaskExample, generation: JsonObject): JsonObject {
  const requests: JsonValue[][] =
    choices.length > 0
      ? choices.map(({ text, asked }) => [asked?.context ?? prompt, ` ${asked?.continuation ?? text}`])
      : [[prompt, generation]];
  const toEntries = (request: readonly JsonValue[]) => Object.fromEntries(request.map((arg, i) => [`arg_${i}`, arg]));
  return Object.fromEntries(requests.map((request, i) => [`gen_args_${i}`, toEntries(request)]));
}

/** Scores as the harness keeps them: a number, but reference and output of one that is made of the corpus as a whole. */
function scoresOf({ scores, expected, output }: TaskExample, { metrics }: TaskResult): JsonObject {
  return Object.fromEntries(metrics.map(({ name }) => [name, scores[name] ?? [expected, output ?? ""]]));
}

function toLine(
  example: TaskExample,
  docId: number,
  result: TaskResult,
  generation: JsonObject,
  hash: Hash,
): JsonObject {
  const { id, prompt, choices, expected, gold, output, answer } = example;
  const kind = outputKindOf(result);
  const texts = choices.map(({ text }) => text);
  const doc = { id, prompt, ...(choices.length > 0 ? { choices: texts } : {}), answer: expected };
  // The right choice is told by its place.
  const target = gold === undefined ? expected : String(gold);
  // Whether a choice is what the model would have said by itself is not measured: its place in the pair stays empty.
  const likelihoods = choices.map(({ logLikelihood }) => [String(logLikelihood), ""]);
  const scores = scoresOf(example, result);
  return {
    doc_id: docId,
    doc,
    target,
    arguments: requestsOf(example, generation),
    resps: kind === "choices" ? likelihoods.map((pair) => [pair]) : [[output ?? ""]],
    filtered_resps: kind === "choices" ? likelihoods : [kind === "letter" ? (answer ?? UNREADABLE) : (output ?? "")],
    filter: FILTERS[kind],
    metrics: Object.keys(scores),
    // As Python's json.dumps with an indent of two writes it.
    doc_hash: hash(JSON.stringify(doc, null, 2)),
    prompt_hash: hash(prompt),
    target_hash: hash(target),
    ...scores,
  };
}

/** The examples of a task as the lines of a samples file of lm-evaluation-harness. */
export async function lmEvalSamples(result: TaskResult, generation: JsonObject): Promise<LmEvalSamples> {
  const hash = await sha256Hasher();
  const lines = result.examples.map((example, i) => toLine(example, i, result, generation, hash));
  const hashes = lines.map(({ doc_hash, prompt_hash, target_hash }) => `${doc_hash}${prompt_hash}${target_hash}`);
  return { lines, taskHash: hash(hashes.join("")) };
}
