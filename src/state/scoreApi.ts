import type { PerplexityChange } from "../evaluate/perplexityChange";
import type { KeptEvaluation } from "../worker/evaluationProtocol";
import type { Jobs } from "../worker/protocol";
import type { DeactivationRequest, PerplexityChangeRequest, ScoreRequest } from "../worker/scoreProtocol";
import { client } from "./connection";
import { placeEvaluation } from "./evaluations";
import { enqueue } from "./jobs";
import { readTextSources, type TextSource } from "./textSource";

type WithFiles<R extends ScoreRequest> = Omit<R, "files"> & {
  /** Text files, a language a file; the corpus that is open when left out. */
  readonly files?: TextSource | readonly TextSource[];
};

export type PerplexityOptions = WithFiles<ScoreRequest>;
export type DeactivationOptions = WithFiles<DeactivationRequest>;

async function readFiles<R extends ScoreRequest>({ files, ...rest }: WithFiles<R>, signal: AbortSignal) {
  if (files === undefined) return rest;
  const sources: readonly TextSource[] = Array.isArray(files) ? files : [files as TextSource];
  return { ...rest, files: await readTextSources(sources, signal) };
}

/**
 * Loss and perplexity of each language, in nats a token and in bits a byte, with bootstrap intervals: of the open model, or with what
 * a run changed. What was measured before is found again; what was stopped goes on.
 */
export function perplexity(options: PerplexityOptions = {}): Promise<KeptEvaluation<"perplexity">> {
  return enqueue("evaluate", "Measure perplexity", async (signal, setProgress) => {
    const request = await readFiles<ScoreRequest>(options, signal);
    const onProgress = (value: Jobs["perplexity"]["progress"]) => setProgress({ kind: "evaluation", value });
    const kept = await client.call("perplexity", request, { signal, onProgress });
    placeEvaluation(kept.summary);
    return kept;
  });
}

/** The change from one perplexity to another of the same text, by their ids, with paired intervals. */
export const perplexityChange = (request: PerplexityChangeRequest): Promise<PerplexityChange> =>
  client.call("perplexityChange", request);

/**
 * The loss of every language with each language's neurons zeroed, beside as many random neurons: of the selection's mask, or of one
 * that is given.
 */
export function deactivate(options: DeactivationOptions = {}): Promise<KeptEvaluation<"deactivation">> {
  return enqueue("evaluate", "Deactivate neurons", async (signal, setProgress) => {
    const request = await readFiles<DeactivationRequest>(options, signal);
    const onProgress = (value: Jobs["deactivate"]["progress"]) => setProgress({ kind: "evaluation", value });
    const kept = await client.call("deactivate", request, { signal, onProgress });
    placeEvaluation(kept.summary);
    return kept;
  });
}
