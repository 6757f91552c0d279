import { type BufferSlice, Readback, storageBuffer, submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import type { AlignmentKernels } from "./alignmentKernels";
import type { LayerSize, PlacedLanguage } from "./placeLanguage";
import type { CkaTerms } from "./sentenceInfluence";

/** What is read of a pair: four results of each similarity at `raw` and `centred`. */
export interface PairResults {
  /** Cosines, those of shifted pairs, and the nearest, u32 by their bits, one way and the other; each [n_sentences]. */
  readonly raw: readonly Float32Array<ArrayBuffer>[];
  readonly centred: readonly Float32Array<ArrayBuffer>[];
  readonly cka: CkaTerms;
  /** Of the sum of the differences of translations: its square, and each language's centred sentences times it, [n_sentences]. */
  readonly squaredSum: number;
  readonly along: readonly [a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>];
}

/** Scores of all pairs of sentences are there a chunk of rows at a time, in so many bytes, unless 64 rows take more. */
export const SCORE_BYTES = 2 ** 26;
/** Rows in steps of 64 begin at a multiple of 256 bytes, whatever their width. */
const ROW_STEP = 64;
/** Where the results of a pair lie: four of each similarity, CKA's products by row and by sentence, those of the centroids. */
const PLACE = { raw: 0, centred: 4, cka: 8, ckaSentences: 9, distance: 10, alongA: 11, alongB: 12, count: 13 } as const;

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

/** What the pairs of a layer are reduced in, one after the other. */
export class PairScratch {
  readonly #device: GPUDevice;
  readonly #kernels: AlignmentKernels;
  readonly #size: LayerSize;
  /** Numbers from a result to the next. */
  readonly #stride: number;
  /** Rows of scores, and of what CKA's features give the sentences, that are there at once: in the same memory. */
  readonly #chunk: number;
  readonly #featureChunk: number;
  readonly #scores: GPUBuffer;
  readonly #top: GPUBuffer;
  readonly #difference: GPUBuffer;
  readonly #along: GPUBuffer;
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
    const scores = this.#chunk * n;
    this.#featureChunk = Math.min(n, Math.max(ROW_STEP, Math.floor(scores / d / ROW_STEP) * ROW_STEP));
    this.#scores = buffer("scores", form === "features" ? Math.max(scores, this.#featureChunk * d) : scores);
    this.#top = buffer("top", n);
    this.#difference = buffer("difference", d);
    this.#along = buffer("along", n);
    this.#square = buffer("square", form === "features" ? d * d : 1);
    this.#results = buffer("results", PLACE.count * this.#stride);
    this.#readback = new Readback(device, this.#results.size);
  }

  /** What a pair gives. */
  async reduce(a: PlacedLanguage, b: PlacedLanguage): Promise<PairResults> {
    const valid = withErrorScope(this.#device, "align", () =>
      submitPass(this.#device, "align", (pass) => {
        this.#recordSimilarity(pass, a.unit.raw, b.unit.raw, PLACE.raw);
        this.#recordSimilarity(pass, a.unit.centred, b.unit.centred, PLACE.centred);
        this.#recordCka(pass, a, b);
        this.#recordDistance(pass, a, b);
      }),
    );
    const results = await this.#read(valid);
    return {
      raw: results.slice(PLACE.raw, PLACE.raw + 4),
      centred: results.slice(PLACE.centred, PLACE.centred + 4),
      cka: this.#ckaTerms(results),
      squaredSum: results[PLACE.distance]![0]!,
      along: [results[PLACE.alongA]!, results[PLACE.alongB]!],
    };
  }

  /** The products of a language with itself, by which CKA is normed. */
  async own(a: PlacedLanguage): Promise<CkaTerms> {
    const valid = withErrorScope(this.#device, "align", () =>
      submitPass(this.#device, "align", (pass) => this.#recordCka(pass, a, a)),
    );
    return this.#ckaTerms(await this.#read(valid));
  }

  /** By features the rows are none of sentences; those of the sentences sum to the same, but for rounding. */
  #ckaTerms(results: readonly Float32Array<ArrayBuffer>[]): CkaTerms {
    const bySentence = results[this.#size.form === "features" ? PLACE.ckaSentences : PLACE.cka]!;
    return { total: total(results[PLACE.cka]!), bySentence };
  }

  async #read(valid: Promise<void>): Promise<Float32Array<ArrayBuffer>[]> {
    const [bytes] = await Promise.all([this.#readback.read([{ buffer: this.#results }]), valid]);
    const { nSentences: n, dModel: d, form } = this.#size;
    const lengthOf = (place: number): number =>
      place === PLACE.cka ? (form === "features" ? d : n) : place === PLACE.distance ? 1 : n;
    // Each of its own memory: some are kept for every pair of a layer, others are not.
    return Array.from({ length: PLACE.count }, (_, place) =>
      new Float32Array(bytes, 4 * place * this.#stride, lengthOf(place)).slice(),
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
    const { dots, rowProducts, columnProducts } = this.#kernels;
    const result = this.#result(PLACE.cka);
    if (form === "sentences") {
      dots.record(pass, { a: a.cka, b: b.cka, dots: result }, { n_rows: n, n_columns: n, shift: 0 });
      return;
    }
    const dw = this.#square;
    const shape = { n_rows: n, n_in: d, n_out: d, y_stride: d, y_offset: 0, accumulate: 0, alpha: 1 };
    columnProducts.record(pass, { dy: a.cka, x: b.cka, dw }, shape);
    dots.record(pass, { a: dw, b: dw, dots: result }, { n_rows: d, n_columns: d, shift: 0 });
    const y = this.#scores;
    for (let first = 0; first < n; first += this.#featureChunk) {
      const n_rows = Math.min(this.#featureChunk, n - first);
      const rowsOf = (buffer: GPUBuffer): BufferSlice => ({ buffer, offset: 4 * first * d });
      rowProducts.record(pass, { x: rowsOf(b.cka), w: dw, y }, { ...shape, n_rows, words_per_row: d });
      const bound = { a: rowsOf(a.cka), b: y, dots: this.#result(PLACE.ckaSentences, first) };
      dots.record(pass, bound, { n_rows, n_columns: d, shift: 0 });
    }
  }

  #recordDistance(pass: GPUComputePassEncoder, a: PlacedLanguage, b: PlacedLanguage): void {
    const { nSentences: n, dModel: d } = this.#size;
    const { centre, dots, rowProduct } = this.#kernels;
    const centred = this.#difference;
    centre.record(pass, { x: a.sums, shift: b.sums, centred }, { n_rows: 1, n_columns: d, weight: 1 });
    const bound = { a: centred, b: centred, dots: this.#result(PLACE.distance) };
    dots.record(pass, bound, { n_rows: 1, n_columns: d, shift: 0 });
    const shape = { n_rows: 1, n_in: d, n_out: n, words_per_row: d, y_stride: n, y_offset: 0, accumulate: 0, alpha: 1 };
    for (const [one, place] of [
      [a, PLACE.alongA],
      [b, PLACE.alongB],
    ] as const) {
      const y = this.#along;
      rowProduct.record(pass, { x: centred, w: one.unit.centred, y }, shape);
      // Rows of one column: each product by its own length.
      dots.record(pass, { a: y, b: one.lengths, dots: this.#result(place) }, { n_rows: n, n_columns: 1, shift: 0 });
    }
  }

  destroy(): void {
    const buffers = [this.#scores, this.#top, this.#difference, this.#along, this.#square, this.#results];
    for (const resource of [...buffers, this.#readback]) resource.destroy();
  }
}
