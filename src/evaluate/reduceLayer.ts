import { type BufferSlice, Readback, storageBuffer, submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import type { AlignmentKernels } from "./alignmentKernels";
import { ckaForm } from "./ckaForm";
import { type LayerSize, type PlacedLanguage, placeLanguage } from "./placeLanguage";

/** Sentences of several languages in one layer, translations at the same place. */
export interface LayerVectors {
  readonly nSentences: number;
  readonly dModel: number;
  /** A language: f32[n_sentences, d_model]. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
}

/** What each sentence of a pair of languages gives. */
export interface SentenceSimilarity {
  /** f32[n_sentences]: cosine of a sentence of `a` with its translation, and with the line behind that, around. */
  readonly cosine: Float32Array<ArrayBuffer>;
  readonly shuffled: Float32Array<ArrayBuffer>;
  /** u32[n_sentences]: the nearest of `b` to each of `a`, and of `a` to each of `b`. */
  readonly forward: Uint32Array<ArrayBuffer>;
  readonly backward: Uint32Array<ArrayBuffer>;
}

/** What two languages measure in a layer, before means are taken over sentences. */
export interface PairReduction {
  readonly raw: SentenceSimilarity;
  readonly centred: SentenceSimilarity;
  readonly cka: number;
  readonly centroidDistance: number;
}

/** Scores of all pairs of sentences are there a chunk of rows at a time, in so many bytes, unless 64 rows take more. */
const SCORE_BYTES = 2 ** 26;
/** Rows in steps of 64 begin at a multiple of 256 bytes, whatever their width. */
const ROW_STEP = 64;
/** Where the results of a pair lie: four of each similarity, then the rows of CKA's products and the centroids' distance. */
const PLACE = { raw: 0, centred: 4, cka: 8, distance: 9, count: 10 } as const;

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

/** What the pairs of a layer are reduced in, one after the other. */
class PairScratch {
  readonly #device: GPUDevice;
  readonly #kernels: AlignmentKernels;
  readonly #size: LayerSize;
  /** Numbers from a result to the next. */
  readonly #stride: number;
  readonly #chunk: number;
  readonly #scores: GPUBuffer;
  readonly #top: GPUBuffer;
  readonly #difference: GPUBuffer;
  readonly #square: GPUBuffer;
  readonly #results: GPUBuffer;
  readonly #readback: Readback;

  constructor(device: GPUDevice, kernels: AlignmentKernels, size: LayerSize, scoreBytes: number) {
    const { nSentences: n, dModel: d, form } = size;
    const buffer = (label: string, length: number) => storageBuffer(device, 4 * length, `align.${label}`);
    this.#device = device;
    this.#kernels = kernels;
    this.#size = size;
    this.#stride = Math.ceil(Math.max(n, d) / ROW_STEP) * ROW_STEP;
    this.#chunk = Math.min(n, Math.max(ROW_STEP, Math.floor(scoreBytes / (4 * n) / ROW_STEP) * ROW_STEP));
    this.#scores = buffer("scores", this.#chunk * n);
    this.#top = buffer("top", n);
    this.#difference = buffer("difference", d);
    this.#square = buffer("square", form === "features" ? d * d : 1);
    this.#results = buffer("results", PLACE.count * this.#stride);
    this.#readback = new Readback(device, this.#results.size);
  }

  /** What lies at each place of a pair. */
  reduce(a: PlacedLanguage, b: PlacedLanguage): Promise<Float32Array<ArrayBuffer>[]> {
    const valid = withErrorScope(this.#device, "align", () =>
      submitPass(this.#device, "align", (pass) => {
        this.#recordSimilarity(pass, a.unit.raw, b.unit.raw, PLACE.raw);
        this.#recordSimilarity(pass, a.unit.centred, b.unit.centred, PLACE.centred);
        this.#recordCka(pass, a, b);
        this.#recordDistance(pass, a, b);
      }),
    );
    return this.#read(valid);
  }

  /** The products of a language with itself, by which CKA is normed. */
  async norm(a: PlacedLanguage): Promise<number> {
    const valid = withErrorScope(this.#device, "align", () =>
      submitPass(this.#device, "align", (pass) => this.#recordCka(pass, a, a)),
    );
    return total((await this.#read(valid))[PLACE.cka]!);
  }

  async #read(valid: Promise<void>): Promise<Float32Array<ArrayBuffer>[]> {
    const [bytes] = await Promise.all([this.#readback.read([{ buffer: this.#results }]), valid]);
    const { nSentences: n, dModel: d, form } = this.#size;
    const lengthOf = (place: number): number =>
      place === PLACE.cka ? (form === "features" ? d : n) : place === PLACE.distance ? 1 : n;
    return Array.from(
      { length: PLACE.count },
      (_, place) => new Float32Array(bytes, 4 * place * this.#stride, lengthOf(place)),
    );
  }

  #result(place: number, first = 0): BufferSlice {
    return { buffer: this.#results, offset: 4 * (place * this.#stride + first) };
  }

  #recordSimilarity(pass: GPUComputePassEncoder, a: GPUBuffer, b: GPUBuffer, place: number): void {
    const { nSentences: n, dModel: d } = this.#size;
    const { dots, rowProducts, ofRows, ofColumns } = this.#kernels;
    for (const shift of [0, 1]) {
      dots.record(pass, { a, b, dots: this.#result(place + shift) }, { n_rows: n, n_columns: d, shift });
    }
    const shape = { n_in: d, n_out: n, words_per_row: d, y_stride: n, y_offset: 0, accumulate: 0, alpha: 1 };
    const scores = this.#scores;
    for (let first = 0; first < n; first += this.#chunk) {
      const n_rows = Math.min(this.#chunk, n - first);
      rowProducts.record(pass, { x: { buffer: a, offset: 4 * first * d }, w: b, y: scores }, { ...shape, n_rows });
      ofRows.record(pass, { scores, best: this.#result(place + 2, first) }, { n_rows, n_columns: n });
      const columns = { scores, top: this.#top, best: this.#result(place + 3) };
      ofColumns.record(pass, columns, { n_rows, n_columns: n, first_row: first });
    }
  }

  #recordCka(pass: GPUComputePassEncoder, a: PlacedLanguage, b: PlacedLanguage): void {
    const { nSentences: n, dModel: d, form } = this.#size;
    const { dots, columnProducts } = this.#kernels;
    const result = this.#result(PLACE.cka);
    if (form === "sentences") {
      dots.record(pass, { a: a.cka, b: b.cka, dots: result }, { n_rows: n, n_columns: n, shift: 0 });
      return;
    }
    const dw = this.#square;
    const shape = { n_rows: n, n_in: d, n_out: d, y_stride: d, y_offset: 0, accumulate: 0, alpha: 1 };
    columnProducts.record(pass, { dy: a.cka, x: b.cka, dw }, shape);
    dots.record(pass, { a: dw, b: dw, dots: result }, { n_rows: d, n_columns: d, shift: 0 });
  }

  #recordDistance(pass: GPUComputePassEncoder, a: PlacedLanguage, b: PlacedLanguage): void {
    const { dModel: d } = this.#size;
    const centred = this.#difference;
    this.#kernels.centre.record(pass, { x: a.sums, shift: b.sums, centred }, { n_rows: 1, n_columns: d, weight: 1 });
    const bound = { a: centred, b: centred, dots: this.#result(PLACE.distance) };
    this.#kernels.dots.record(pass, bound, { n_rows: 1, n_columns: d, shift: 0 });
  }

  destroy(): void {
    const buffers = [this.#scores, this.#top, this.#difference, this.#square, this.#results];
    for (const resource of [...buffers, this.#readback]) resource.destroy();
  }
}

const similarityOf = (results: readonly Float32Array<ArrayBuffer>[], place: number): SentenceSimilarity => {
  const [cosine, shuffled, forward, backward] = results.slice(place, place + 4);
  const indices = ({ buffer, byteOffset, length }: Float32Array<ArrayBuffer>) =>
    new Uint32Array(buffer, byteOffset, length);
  return { cosine: cosine!, shuffled: shuffled!, forward: indices(forward!), backward: indices(backward!) };
};

/**
 * Reduces the vectors of one layer on the GPU to what the pairs, places in `vectors`, measure; in their order. Sentences are compared
 * n x n, but never all at once.
 */
export async function* reduceLayer(
  device: GPUDevice,
  kernels: AlignmentKernels,
  { nSentences, dModel, vectors }: LayerVectors,
  pairs: readonly (readonly [a: number, b: number])[],
  scoreBytes = SCORE_BYTES,
): AsyncGenerator<PairReduction> {
  const size = { nSentences, dModel };
  const limit = device.limits.maxStorageBufferBindingSize;
  const form = ckaForm({ ...size, nLanguages: vectors.length, nPairs: pairs.length }, limit);
  let scratch: PairScratch | undefined;
  const languages: PlacedLanguage[] = [];
  try {
    await withErrorScope(device, "align", () => {
      scratch = new PairScratch(device, kernels, { ...size, form }, scoreBytes);
      for (const own of vectors) languages.push(placeLanguage(device, kernels, own, { ...size, form }));
    });
    const pairScratch = scratch!;
    const norms: number[] = [];
    for (const placed of languages) norms.push(await pairScratch.norm(placed));
    for (const [a, b] of pairs) {
      const results = await pairScratch.reduce(languages[a]!, languages[b]!);
      const norm = Math.sqrt(norms[a]! * norms[b]!);
      yield {
        raw: similarityOf(results, PLACE.raw),
        centred: similarityOf(results, PLACE.centred),
        cka: norm === 0 ? 0 : total(results[PLACE.cka]!) / norm,
        centroidDistance: Math.sqrt(results[PLACE.distance]![0]!) / nSentences,
      };
    }
  } finally {
    for (const placed of languages) placed.destroy();
    scratch?.destroy();
  }
}
