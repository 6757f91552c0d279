import type { TokenBatch } from "../corpus/corpus";
import type { NeuronMask } from "../lape/neuronMask";
import { lossWindows } from "../train/trainWindows";
import { windowNats } from "../train/windowNats";
import { checkBootstrap, keptRatioBootstrap } from "./bootstrap";
import type { DeactivationResult } from "./deactivationResult";
import type { Interval } from "./interval";
import { onceMade } from "./partStore";
import { checkNats } from "./perplexity";
import type { ScoreContext } from "./scoreContext";
import { countPredicting, predictedTokens, type ScoredText, type Unmeasured } from "./scoredText";
import { countNeurons, type LayerNeurons, randomLikeness, zeroNeurons } from "./zeroNeurons";

export interface DeactivationConfig {
  /** Tokens a window. */
  readonly seqLen: number;
  /** Of the bootstrap over windows. */
  readonly resamples: number;
  /** Of the random masks and of the bootstrap. */
  readonly seed: number;
  /** Languages of the text that are left out, for the result. */
  readonly unmeasured?: readonly Unmeasured[];
}

/** The windows of all texts as one batch: a pass fills the GPU however short each text is. */
function join(batches: readonly TokenBatch[], seqLen: number): TokenBatch {
  const nWindows = batches.reduce((sum, batch) => sum + batch.nWindows, 0);
  const ids = new Int32Array(nWindows * seqLen);
  const lengths = new Uint32Array(nWindows);
  let at = 0;
  for (const batch of batches) {
    ids.set(batch.ids, at * seqLen);
    lengths.set(batch.lengths, at);
    at += batch.nWindows;
  }
  const nTokens = lengths.reduce((sum, length) => sum + length, 0);
  return { language: "all", seqLen, nWindows, ids, lengths, nTokens };
}

/** One row of the matrix: the loss in each text, and the interval of its change. */
interface Row {
  readonly nats: readonly number[];
  readonly intervals: readonly Interval[];
}

/** The windows of each text, of numbers a window of all texts. */
function byText(texts: readonly ScoredText[], windows: readonly number[]): number[][] {
  let at = 0;
  return texts.map(({ batch }) => {
    at += batch.nWindows;
    return windows.slice(at - batch.nWindows, at);
  });
}

/** What makes a row of the sums of all windows, against those with all neurons. */
function rowsAgainst(texts: readonly ScoredText[], base: readonly number[], config: DeactivationConfig) {
  const before = byText(texts, base);
  const columns = texts.map(({ batch }) => {
    const tokens = predictedTokens(batch);
    const bootstrap = keptRatioBootstrap({ ...config, label: batch.language });
    return { tokens, total: tokens.reduce((sum, own) => sum + own, 0), bootstrap };
  });
  return (windows: readonly number[]): Row => {
    const after = byText(texts, windows);
    const cells = columns.map(({ tokens, total, bootstrap }, k) => {
      const changes = after[k]!.map((sum, w) => sum - before[k]![w]!);
      const nats = after[k]!.reduce((sum, own) => sum + own, 0) / total;
      return { nats, interval: bootstrap(changes, tokens) };
    });
    return { nats: cells.map(({ nats }) => nats), intervals: cells.map(({ interval }) => interval) };
  };
}

/** The masks that are measured: each language's neurons, then its random likeness. */
function masksOf({ languages, neurons, dMlp }: NeuronMask, seed: number) {
  return languages.flatMap((language, k) => {
    const own: LayerNeurons = neurons[k]!;
    return [
      { name: `mask.${k}`, says: `without ${language}`, neurons: own },
      {
        name: `random.${k}`,
        says: `without random neurons for ${language}`,
        neurons: randomLikeness(own, dMlp, seed, language),
      },
    ];
  });
}

/**
 * The loss of every text with each language's neurons zeroed, and with as many random ones: one pass over all texts a mask. A mask
 * of nothing is not run, it changes nothing. What was stopped goes on behind its last mask. Rejects as `perplexity` does.
 */
export async function deactivation(
  texts: readonly ScoredText[],
  mask: NeuronMask,
  config: DeactivationConfig,
  { onProgress, parts, ...context }: ScoreContext,
): Promise<DeactivationResult> {
  checkBootstrap(config);
  for (const { batch } of texts) lossWindows(batch); // text without a prediction is named before anything runs
  const all = join(
    texts.map(({ batch }) => batch),
    config.seqLen,
  );
  const masks = masksOf(mask, config.seed);
  const passes = 1 + masks.filter(({ neurons }) => countNeurons(neurons) > 0).length;
  let done = 0;
  const measure = (name: string, says: string, neurons: LayerNeurons): Promise<number[]> => {
    const tell = (share: number) =>
      onProgress?.({ says, done: (done + share) * all.nTokens, total: passes * all.nTokens });
    const row = onceMade(parts, name, async () => {
      const told = (windows: number, total: number) => tell(windows / total);
      const sums = await windowNats(all, { ...context, interventions: zeroNeurons(neurons), onProgress: told });
      checkNats(sums, `the texts ${says}`);
      return [...sums];
    });
    return row.finally(() => {
      done++;
    });
  };
  const withAll = await measure("base", "with all neurons", []);
  const rowOf = rowsAgainst(texts, withAll, config);
  const base = rowOf(withAll);
  const rows: Row[] = [];
  for (const { name, says, neurons } of masks) {
    context.signal.throwIfAborted();
    rows.push(countNeurons(neurons) === 0 ? base : rowOf(await measure(name, says, neurons)));
  }
  const even = rows.filter((_, i) => i % 2 === 0);
  const odd = rows.filter((_, i) => i % 2 === 1);
  return {
    ...config,
    unmeasured: config.unmeasured ?? [],
    maskLanguages: mask.languages,
    nNeurons: mask.neurons.map(countNeurons),
    textLanguages: texts.map(({ batch }) => batch.language),
    tokens: texts.map(({ batch }) => predictedTokens(batch).reduce((sum, own) => sum + own, 0)),
    tailTokens: texts.map((text) => text.tailTokens),
    windows: texts.map(({ batch }) => countPredicting(predictedTokens(batch))),
    baseNats: base.nats,
    maskNats: even.map(({ nats }) => nats),
    randomNats: odd.map(({ nats }) => nats),
    maskIntervals: even.map(({ intervals }) => intervals),
    randomIntervals: odd.map(({ intervals }) => intervals),
  };
}
