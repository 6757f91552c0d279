import { pairChange } from "../evaluate/alignmentChange";
import type { AlignmentChange, AlignmentResult, PairChange } from "../evaluate/alignmentResult";
import { drawResamples } from "../evaluate/meanIntervals";
import type { ByteStore } from "../storage/byteStore";
import { loadSeries } from "./sentenceSeries";

/** An alignment, and where what its sentences count is kept. */
export interface MeasuredAlignment {
  readonly place: { readonly store: ByteStore; readonly id: string };
  readonly result: AlignmentResult;
}

export interface ChangeOptions {
  readonly seed: number;
  readonly resamples: number;
  readonly signal: AbortSignal;
  /** All when left out. */
  readonly layers?: readonly number[];
  /** Of the layers. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What changed from one alignment to another of the same sentences and pairs, which the caller makes sure of. */
export async function changeBetween(
  base: MeasuredAlignment,
  tuned: MeasuredAlignment,
  options: ChangeOptions,
): Promise<AlignmentChange> {
  const { seed, resamples, signal, onProgress } = options;
  const { nSentences, nLayers, pairs } = base.result;
  const layers = options.layers ?? Array.from({ length: nLayers + 1 }, (_, layer) => layer);
  const drawn = drawResamples(nSentences, { seed, resamples });
  const nPairs = pairs.length / (nLayers + 1);
  const load = ({ place }: MeasuredAlignment, layer: number) =>
    loadSeries(place.store, place.id, layer, { nPairs, nSentences });
  const changes: PairChange[] = [];
  for (const [done, layer] of layers.entries()) {
    const [from, to] = [await load(base, layer), await load(tuned, layer)];
    for (const [i, pair] of pairs.slice(layer * nPairs, (layer + 1) * nPairs).entries()) {
      changes.push(pairChange(pair, from[i]!, to[i]!, drawn));
    }
    onProgress?.(done + 1, layers.length);
    await new Promise((resolve) => setTimeout(resolve)); // lets a stop come in
    signal.throwIfAborted();
  }
  return { resamples, seed, pairs: changes };
}
