import type { LanguageTokens } from "../corpus/corpus";
import { evaluateLoss as evaluate } from "../train/evaluateLoss";
import { readText, tokensOf } from "./corpusJobs";
import type { FinetuneProgress, LanguageLoss, LossRequest } from "./finetuneProtocol";
import type { Handler, JobContext } from "./handler";
import { type LossBatches, lossBatches, lossSeqLen } from "./lossBatches";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { withSubject } from "./subject";
import { need, workbench } from "./workbench";

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

/** Windows of each language of the files. */
async function readBatches(
  request: LossRequest,
  model: OpenModel,
  { signal, onProgress }: JobContext<FinetuneProgress>,
): Promise<LossBatches> {
  const seqLen = lossSeqLen(request, model.info);
  onProgress(progressOf("tokenizing"));
  const open = await readText(request.files, {}, { signal, onProgress: () => undefined });
  if (open.corpus.languages.length === 0) {
    const why = open.corpus.issues.map(({ file, reason }) => `${file}: ${reason}`).join("; ");
    throw new RangeError(`there is no text to evaluate. ${why}`);
  }
  const all: LanguageTokens[] = [];
  for (const { language } of open.corpus.languages) all.push(await tokensOf(language, model, open, signal));
  return lossBatches(all, { seqLen, windows: request.windows }, model.info.padTokenId ?? 0);
}

/** Mean loss of text in each language, by the open model or with what a run changed. */
export const evaluateLoss: Handler<"evaluateLoss"> = async (request, context) => {
  const { signal, onProgress } = context;
  const model = need(workbench.model, NO_MODEL);
  const { batches, unmeasured } = await readBatches(request, model, context);
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
    return { losses, unmeasured };
  });
};
