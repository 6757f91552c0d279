import type { TokenBatch } from "../corpus/corpus";
import { lossWindows } from "../train/trainWindows";
import { windowNats } from "../train/windowNats";
import { checkBootstrap, keptRatioBootstrap } from "./bootstrap";
import { onceMade } from "./partStore";
import type { LanguagePerplexity, PerplexityResult } from "./perplexityResult";
import type { ScoreContext } from "./scoreContext";
import { predictedTokens, type ScoredText, type Unmeasured } from "./scoredText";

export interface PerplexityConfig {
  /** Tokens a window. */
  readonly seqLen: number;
  /** Of the bootstrap over windows. */
  readonly resamples: number;
  readonly seed: number;
  /** Languages of the text that are left out, for the result. */
  readonly unmeasured?: readonly Unmeasured[];
}

/** Tokens after which what was measured is saved. */
const PART_TOKENS = 2 ** 15;

/** Some windows of a batch, one after another. */
function slice(batch: TokenBatch, from: number, to: number): TokenBatch {
  const { seqLen } = batch;
  const lengths = batch.lengths.subarray(from, to);
  return {
    ...batch,
    nWindows: lengths.length,
    ids: batch.ids.subarray(from * seqLen, to * seqLen),
    lengths,
    nTokens: lengths.reduce((sum, length) => sum + length, 0),
  };
}

/** Throws where a loss is no number, as of weights that ran away. */
export function checkNats(nats: ArrayLike<number>, what: string): void {
  for (let i = 0; i < nats.length; i++) {
    if (!Number.isFinite(nats[i]))
      throw new Error(`the loss of ${what} is ${nats[i]}: the weights that are measured hold no sound numbers`);
  }
}

/** Sums of -log p of a language's windows, measured or found in the parts. */
async function score(
  { batch }: ScoredText,
  k: number,
  { onProgress, parts, ...context }: ScoreContext,
  tell: (tokens: number) => void,
): Promise<number[]> {
  lossWindows(batch); // text without a prediction is an error of the whole language
  const atOnce = Math.max(1, Math.floor(PART_TOKENS / batch.seqLen));
  const nats: number[] = [];
  let before = 0;
  for (let from = 0; from < batch.nWindows; from += atOnce) {
    const piece = slice(batch, from, from + atOnce);
    const own = await onceMade(parts, `windows.${k}.${from}`, async () => {
      if (!piece.lengths.some((length) => length > 1)) return Array<number>(piece.nWindows).fill(0);
      const told = (done: number, total: number) => tell(before + (done / total) * piece.nTokens);
      const sums = [...(await windowNats(piece, { ...context, onProgress: told }))];
      checkNats(sums, batch.language);
      return sums;
    });
    for (const sum of own) nats.push(sum);
    before += piece.nTokens;
    tell(before);
  }
  return nats;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What the sums of a language's windows say. Intervals are of windows drawn anew, those that predict something. */
export function languagePerplexity(
  { batch, bytes: windowBytes, tailTokens }: ScoredText,
  windowNatsOfText: readonly number[],
  { resamples, seed }: Pick<PerplexityConfig, "resamples" | "seed">,
): LanguagePerplexity {
  const { language } = batch;
  const windowTokens = predictedTokens(batch);
  const [tokens, bytes, nats] = [sumOf(windowTokens), sumOf(windowBytes), sumOf(windowNatsOfText)];
  if (bytes === 0) throw new RangeError(`the predicted tokens of ${language} stand for no text: add text`);
  const bootstrap = keptRatioBootstrap({ resamples, seed, label: language });
  const bits = windowNatsOfText.map((sum) => sum / Math.LN2);
  return {
    ...{ language, tokens, tailTokens, bytes },
    lossNats: nats / tokens,
    lossInterval: bootstrap(windowNatsOfText, windowTokens),
    bitsPerByte: nats / Math.LN2 / bytes,
    bitsInterval: bootstrap(bits, windowBytes),
    ...{ windowNats: windowNatsOfText, windowTokens, windowBytes },
  };
}

/**
 * Loss of each language's windows: mean -log p of a predicted token (its exponential is the perplexity), and bits a byte of text.
 * Every predicted token counts the same. What was stopped goes on behind its last part. Rejects with a RangeError that names the
 * setting that cannot be or the language that has nothing to predict, with an Error where a loss is no number, and with
 * `signal.reason` when aborted.
 */
export async function perplexity(
  texts: readonly ScoredText[],
  config: PerplexityConfig,
  context: ScoreContext,
): Promise<PerplexityResult> {
  checkBootstrap(config);
  const { seqLen, resamples, seed, unmeasured = [] } = config;
  const total = sumOf(texts.map(({ batch }) => batch.nTokens));
  const languages: LanguagePerplexity[] = [];
  let before = 0;
  for (const [k, text] of texts.entries()) {
    const { language, nTokens } = text.batch;
    const tell = (tokens: number) => context.onProgress?.({ says: language, done: before + tokens, total });
    const nats = await score(text, k, context, tell);
    languages.push(languagePerplexity(text, nats, config));
    before += nTokens;
  }
  return { seqLen, resamples, seed, languages, unmeasured };
}
