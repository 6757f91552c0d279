import { type PairSeries, SIMILARITY_SERIES, type SimilaritySeries } from "../evaluate/pairAlignment";
import type { VectorStore } from "../evaluate/sentenceTokens";
import type { ByteStore } from "../storage/byteStore";

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const floatsOf = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
  new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);

/** Vectors of sentences among the parts of an alignment under way: gone when it is kept. */
export function partVectors(store: ByteStore, id: string): VectorStore {
  const keyOf = (k: number, layer: number): string => `evaluations/${id}/parts/vectors.${k}.${layer}`;
  return {
    async load(k, layer) {
      const bytes = await store.read(keyOf(k, layer));
      return bytes && floatsOf(bytes);
    },
    save: (k, layer, vectors) => store.write(keyOf(k, layer), bytesOf(vectors)),
  };
}

const seriesKey = (id: string, layer: number): string => `evaluations/${id}/series/${layer}`;
const INFLUENCE_SERIES = ["cka", "centroidDistance"] as const;
/** Of a pair: four of the raw vectors, four of the centred ones, and those of CKA and the distance. */
const SERIES_A_PAIR = 2 * SIMILARITY_SERIES.length + INFLUENCE_SERIES.length;

/**
 * Keeps what each sentence of an alignment counts in a layer, f32[pair, 10, n_sentences], so that two can be compared. A measure that
 * sentences count nothing of is kept as NaN.
 */
export async function keepSeries(
  store: ByteStore,
  id: string,
  layer: number,
  series: readonly PairSeries[],
): Promise<void> {
  const n = series[0]?.raw.cosine.length ?? 0;
  const all = series.flatMap(({ raw, centred, influence }) => [
    ...[raw, centred].flatMap((one) => SIMILARITY_SERIES.map((key) => one[key])),
    ...INFLUENCE_SERIES.map((key) => influence[key]),
  ]);
  const values = new Float32Array(all.length * n).fill(Number.NaN);
  for (const [i, one] of all.entries()) if (one) values.set(one, i * n);
  await store.write(seriesKey(id, layer), bytesOf(values));
}

/** What each sentence counts in a layer; throws where it is not what the alignment says. */
export async function loadSeries(
  store: ByteStore,
  id: string,
  layer: number,
  { nPairs, nSentences: n }: { readonly nPairs: number; readonly nSentences: number },
): Promise<PairSeries[]> {
  const bytes = await store.read(seriesKey(id, layer));
  if (bytes?.byteLength !== nPairs * SERIES_A_PAIR * n * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(
      `what the sentences count in layer ${layer} of this alignment is not kept: remove it and align again`,
    );
  }
  const values = floatsOf(bytes);
  const seriesAt = (place: number): Float32Array<ArrayBuffer> => values.subarray(place * n, (place + 1) * n);
  const knownAt = (place: number) => (Number.isNaN(values[place * n]) ? null : seriesAt(place));
  const similarityAt = (first: number): SimilaritySeries => {
    const [cosine, shuffled, forward, backward] = SIMILARITY_SERIES.map((_, i) => seriesAt(first + i));
    return { cosine: cosine!, shuffled: shuffled!, forward: forward!, backward: backward! };
  };
  return Array.from({ length: nPairs }, (_, pair) => {
    const first = pair * SERIES_A_PAIR;
    const last = first + 2 * SIMILARITY_SERIES.length;
    return {
      raw: similarityAt(first),
      centred: similarityAt(first + SIMILARITY_SERIES.length),
      influence: { cka: knownAt(last), centroidDistance: knownAt(last + 1) },
    };
  });
}
