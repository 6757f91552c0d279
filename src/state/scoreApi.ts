import type { PerplexityChange } from "../evaluate/perplexityChange";
import type { WeightFormat } from "../transformer/weightFormat";
import type { KeptEvaluation } from "../worker/evaluation";
import type { LanguageLoss } from "../worker/finetuneProtocol";
import type { Jobs } from "../worker/protocol";
import type { DeactivationRequest, PerplexityChangeRequest, ScoreRequest } from "../worker/scoreProtocol";
import { client } from "./connection";
import { placeEvaluation } from "./evaluations";
import { enqueue, notify } from "./jobs";
import { readTextSources, type TextSource } from "./textSource";

type WithFiles<R extends ScoreRequest> = Omit<R, "files"> & {
  /** Text files, a language a file; the corpus that is open when left out. */
  readonly files?: TextSource | readonly TextSource[];
};

export type PerplexityOptions = WithFiles<ScoreRequest>;
export type DeactivationOptions = WithFiles<DeactivationRequest>;

async function readFiles<R extends ScoreRequest>({ files, ...rest }: WithFiles<R>, signal: AbortSignal) {
  if (files === undefined) return rest;
  return { ...rest, files: await readTextSources(files, signal) };
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

/**
 * What `evaluateLoss` takes: text, tokens a window, windows a language at most, and the id of a run whose changes are applied, or
 * how the model's own weights lie on the GPU.
 */
export interface EvaluateOptions {
  readonly files: TextSource | readonly TextSource[];
  readonly seqLen?: number;
  readonly windows?: number;
  readonly run?: string;
  readonly weightFormat?: WeightFormat;
}

/** Mean loss of each language of some text by our own decoder, in nats a token. A language that fills no window is left out, and told. */
export function evaluateLoss({ files: sources, ...rest }: EvaluateOptions): Promise<readonly LanguageLoss[]> {
  return enqueue("evaluate", "Evaluate the loss", async (signal, setProgress) => {
    const files = await readTextSources(sources, signal);
    const onProgress = (value: Jobs["evaluateLoss"]["progress"]) => setProgress({ kind: "finetune", value });
    const { losses, unmeasured } = await client.call("evaluateLoss", { files, ...rest }, { signal, onProgress });
    for (const { reason } of unmeasured) notify("info", `Left out of the loss: ${reason}`);
    return losses;
  });
}
