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
/** Of a pair: four of the raw vectors, four of the centred ones. */
const SERIES_A_PAIR = 2 * SIMILARITY_SERIES.length;

/** Keeps what each sentence of an alignment counts in a layer, f32[pair, 8, n_sentences], so that two can be compared. */
export async function keepSeries(
  store: ByteStore,
  id: string,
  layer: number,
  series: readonly PairSeries[],
): Promise<void> {
  const all = series
    .flatMap(({ raw, centred }) => [raw, centred])
    .flatMap((one) => SIMILARITY_SERIES.map((key) => one[key]));
  const n = all[0]?.length ?? 0;
  const values = new Float32Array(all.length * n);
  for (const [i, one] of all.entries()) values.set(one, i * n);
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
  const seriesAt = (first: number): SimilaritySeries => {
    const [cosine, shuffled, forward, backward] = SIMILARITY_SERIES.map((_, i) =>
      values.subarray((first + i) * n, (first + i + 1) * n),
    );
    return { cosine: cosine!, shuffled: shuffled!, forward: forward!, backward: backward! };
  };
  return Array.from({ length: nPairs }, (_, pair) => ({
    raw: seriesAt(pair * SERIES_A_PAIR),
    centred: seriesAt(pair * SERIES_A_PAIR + SIMILARITY_SERIES.length),
  }));
}
