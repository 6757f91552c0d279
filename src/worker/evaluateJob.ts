import type { TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { evaluateLoss as evaluate } from "../train/evaluateLoss";
import { readText, tokensOf } from "./corpusJobs";
import type { FinetuneProgress, LanguageLoss, LossRequest } from "./finetuneProtocol";
import type { Handler, JobContext } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { withSubject } from "./subject";
import { range, takeWindows } from "./takeWindows";
import { need, workbench } from "./workbench";

const DEFAULT_SEQ_LEN = 512;
/** A GPU is busy with so many; more only take memory. */
const TOKENS_A_RUN = 2048;

const progressOf = (step: FinetuneProgress["step"], bytesDone = 0, bytesTotal = 0): FinetuneProgress => ({
  step,
  bytesDone,
  bytesTotal,
  run: null,
  stepsTotal: 0,
  tokensPerSecond: null,
  secondsLeft: null,
});

/** The first windows of each language of the files. */
async function readBatches(
  { files, seqLen, windows }: LossRequest,
  model: OpenModel,
  { signal, onProgress }: JobContext<FinetuneProgress>,
): Promise<TokenBatch[]> {
  onProgress(progressOf("tokenizing"));
  const open = await readText(files, {}, { signal, onProgress: () => undefined });
  if (open.corpus.languages.length === 0) {
    const why = open.corpus.issues.map(({ file, reason }) => `${file}: ${reason}`).join("; ");
    throw new RangeError(`there is no text to evaluate. ${why}`);
  }
  const length = seqLen ?? Math.min(DEFAULT_SEQ_LEN, model.info.context);
  if (length > model.info.context) {
    throw new RangeError(`windows of ${length} tokens: ${model.info.name} takes 2 to ${model.info.context}`);
  }
  const batches: TokenBatch[] = [];
  for (const { language } of open.corpus.languages) {
    const tokens = await tokensOf(language, model, open, signal);
    const all = packWindows(tokens, { seqLen: length, seed: 1 }, model.info.padTokenId ?? 0);
    batches.push(windows === undefined ? all : takeWindows(all, range(0, Math.min(windows, all.nWindows))));
  }
  return batches;
}

/** Mean loss of text in each language, by the open model or with what a run changed. */
export const evaluateLoss: Handler<"evaluateLoss"> = async (request, context) => {
  const { signal, onProgress } = context;
  const model = need(workbench.model, NO_MODEL);
  const batches = await readBatches(request, model, context);
  const loading = (done: number, total: number) => onProgress(progressOf("weights", done, total));
  return withSubject(request, { signal, onProgress: loading }, async ({ session, tuning }) => {
    const losses: LanguageLoss[] = [];
    for (const batch of batches) {
      const loss = await evaluate(batch, {
        decoder: session.engine.decoder,
        tuning,
        batchWindows: Math.max(1, Math.floor(TOKENS_A_RUN / batch.seqLen)),
        signal,
        onProgress: ({ windowsDone, windowsTotal }) =>
          onProgress(progressOf("validation", losses.length + windowsDone / windowsTotal, batches.length)),
      });
      losses.push({ ...loss, perplexity: Math.exp(loss.lossNats) });
    }
    return losses;
  });
};
