import type { Decoder, ForwardOptions } from "../transformer/decoder";
import { compileAlignment } from "./alignmentKernels";
import type { AlignmentResult, MissingSentences, PairAlignment } from "./alignmentResult";
import { drawResamples } from "./meanIntervals";
import { type PairSeries, pairAlignment, pairSeries } from "./pairAlignment";
import { onceMade, type PartStore } from "./partStore";
import { poolSentences } from "./poolSentences";
import { reduceLayer } from "./reduceLayer";
import { memoryVectors, type SentenceTokens, type VectorStore } from "./sentenceTokens";

/** Sentences of each language, translations at the same place. */
export interface AlignmentInput {
  readonly languages: readonly SentenceTokens[];
  readonly missing: readonly MissingSentences[];
}

export interface AlignmentConfig {
  /** Compare with this language alone; else all languages are compared. */
  readonly pivot: string | null;
  /** Tokens that a sentence is cut at. */
  readonly context: number;
  readonly resamples: number;
  readonly seed: number;
}

export interface AlignmentProgress {
  /** "vectors" of sentences by the model, then the "measures" of layers. */
  readonly step: "vectors" | "measures";
  /** Of the vectors. */
  readonly language: string | null;
  readonly done: number;
  readonly total: number;
}

export interface AlignmentContext extends ForwardOptions {
  readonly decoder: Decoder;
  /** Tokens that the decoder takes at once. */
  readonly tokensAtOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AlignmentProgress) => void;
  /** Layers that are measured. */
  readonly parts?: PartStore | undefined;
  /** Vectors that are made. */
  readonly vectors?: VectorStore | undefined;
  /** Takes what each sentence counts, a layer at a time, by pair as in the result. */
  readonly onSeries?: (layer: number, series: readonly PairSeries[]) => Promise<void>;
}

/** Places of the languages that are compared, `a` before `b`, or the pivot with each other one. */
export function languagePairs(languages: readonly string[], pivot: string | null): [a: number, b: number][] {
  if (pivot === null)
    return languages.flatMap((_, a) => languages.slice(a + 1).map((_, i) => [a, a + 1 + i] as [number, number]));
  const a = languages.indexOf(pivot);
  if (a < 0) throw new RangeError(`the pivot ${pivot} is none of the languages: ${languages.join(", ")}`);
  return languages.flatMap((_, b): [number, number][] => (b === a ? [] : [[a, b]]));
}

function checkInput({ languages }: AlignmentInput): number {
  if (languages.length < 2) throw new RangeError("an alignment compares two languages or more: add text in another");
  const n = languages[0]!.sentences.length;
  const other = languages.find(({ sentences }) => sentences.length !== n);
  if (other) {
    throw new RangeError(`${other.language} has ${other.sentences.length} sentences, ${languages[0]!.language} ${n}`);
  }
  if (n < 2) {
    throw new RangeError(
      `the languages share ${n === 1 ? "one sentence" : "no sentences"}: two are needed at least; are the files aligned by line?`,
    );
  }
  return n;
}

/** Refuses, before any vector is made, more sentences than the device can compare. */
function checkRoom({ device, config }: Decoder, nSentences: number): void {
  const most = Math.floor(device.limits.maxStorageBufferBindingSize / (4 * config.dModel));
  if (nSentences <= most) return;
  throw new RangeError(
    `${nSentences} sentences of ${config.dModel} numbers: the device binds those of ${most}; take fewer`,
  );
}

/**
 * Measures how alike translations lie in each layer of a model. Sentences' vectors are made language by language and kept in `vectors`,
 * measures layer by layer in `parts`: what was stopped goes on behind them. The measures are ours: no paper defines them.
 * Rejects with a RangeError for languages that cannot be compared or sentences the device cannot hold, and with `signal.reason` when
 * aborted.
 */
export async function align(
  input: AlignmentInput,
  { pivot, context, resamples, seed }: AlignmentConfig,
  {
    decoder,
    tokensAtOnce,
    signal,
    onProgress,
    parts,
    vectors = memoryVectors(),
    onSeries,
    ...forward
  }: AlignmentContext,
): Promise<AlignmentResult> {
  const nSentences = checkInput(input);
  checkRoom(decoder, nSentences);
  const { nLayers, dModel } = decoder.config;
  const languages = input.languages.map(({ language }) => language);
  const places = languagePairs(languages, pivot);
  const drawn = drawResamples(nSentences, { seed, resamples });

  for (const [k, tokens] of input.languages.entries()) {
    const { language } = tokens;
    const tell = (share: number) => onProgress({ step: "vectors", language, done: k + share, total: languages.length });
    tell(0);
    // A language's layers are saved in their order.
    if (await vectors.load(k, nLayers)) continue;
    const options = { ...forward, tokensAtOnce, context, signal };
    const states = await poolSentences(decoder, tokens, { ...options, onProgress: (done, all) => tell(done / all) });
    for (const [layer, values] of states.entries()) await vectors.save(k, layer, values);
  }

  const kernels = await compileAlignment(decoder.device);
  async function measure(layer: number): Promise<PairAlignment[]> {
    const states = await Promise.all(languages.map(async (_, k) => (await vectors.load(k, layer))!));
    const [pairs, series]: [PairAlignment[], PairSeries[]] = [[], []];
    for await (const reduction of reduceLayer(
      decoder.device,
      kernels,
      { nSentences, dModel, vectors: states },
      places,
    )) {
      signal.throwIfAborted();
      const [a, b] = places[pairs.length]!.map((k) => languages[k]!) as [string, string];
      const own = pairSeries(reduction);
      series.push(own);
      pairs.push(pairAlignment({ a, b, layer }, own, reduction, drawn));
      onProgress({ step: "measures", language: null, done: layer + pairs.length / places.length, total: nLayers + 1 });
    }
    await onSeries?.(layer, series);
    return pairs;
  }

  const pairs: PairAlignment[] = [];
  for (let layer = 0; layer <= nLayers; layer++) {
    pairs.push(...(await onceMade(parts, `layer.${layer}`, () => measure(layer))));
  }
  const cut = input.languages.flatMap(({ sentences }) => sentences).filter(({ length }) => length > context).length;
  return { languages, pivot, nSentences, nLayers, dModel, resamples, seed, missing: input.missing, cut, pairs };
}
