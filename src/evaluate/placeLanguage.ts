import { storageBuffer, submitPass, upload } from "../gpu/buffers";
import type { AlignmentKernels } from "./alignmentKernels";
import type { CkaForm } from "./ckaForm";

/** A language's sentences in one layer, made ready to be compared with others'. */
export interface PlacedLanguage {
  /** f32[d_model]: the sum of its vectors. */
  readonly sums: GPUBuffer;
  /** f32[n_sentences, d_model]: its vectors of length 1, as they are and less their mean. */
  readonly unit: { readonly raw: GPUBuffer; readonly centred: GPUBuffer };
  /** f32[n_sentences]: of the centred vectors, so that `unit.centred` tells these. */
  readonly lengths: GPUBuffer;
  /** What CKA multiplies: products of centred sentences, f32[n_sentences, n_sentences], or the centred vectors. */
  readonly cka: GPUBuffer;
  destroy(): void;
}

export interface LayerSize {
  readonly nSentences: number;
  readonly dModel: number;
  readonly form: CkaForm;
}

/** Submits what is made of one language: f32[n_sentences, d_model]. */
export function placeLanguage(
  device: GPUDevice,
  kernels: AlignmentKernels,
  vectors: Float32Array<ArrayBuffer>,
  { nSentences: n, dModel: d, form }: LayerSize,
): PlacedLanguage {
  const buffer = (label: string, length: number) => storageBuffer(device, 4 * length, `align.${label}`);
  const x = upload(device, vectors, "align.vectors");
  const sums = buffer("sums", d);
  const centred = buffer("centred", n * d);
  const unit = { raw: buffer("unit", n * d), centred: buffer("centredUnit", n * d) };
  const lengths = buffer("lengths", n);
  const products = form === "sentences" ? buffer("products", n * n) : null;
  submitPass(device, "place_language", (pass) => {
    kernels.sums.record(pass, { a: x, b: x, sums }, { n_rows: n, n_columns: d, product: 0, accumulate: 0 });
    kernels.centre.record(pass, { x, shift: sums, centred }, { n_rows: n, n_columns: d, weight: 1 / n });
    kernels.unit.record(pass, { x, unit: unit.raw }, { n_rows: n, d_model: d });
    kernels.unit.record(pass, { x: centred, unit: unit.centred }, { n_rows: n, d_model: d });
    kernels.dots.record(pass, { a: centred, b: unit.centred, dots: lengths }, { n_rows: n, n_columns: d, shift: 0 });
    if (products) {
      const shape = {
        n_rows: n,
        n_in: d,
        n_out: n,
        words_per_row: d,
        y_stride: n,
        y_offset: 0,
        accumulate: 0,
        alpha: 1,
      };
      kernels.rowProducts.record(pass, { x: centred, w: centred, y: products }, shape);
    }
  });
  x.destroy();
  if (products) centred.destroy();
  const kept = [sums, lengths, unit.raw, unit.centred, products ?? centred];
  const destroy = (): void => {
    for (const one of kept) one.destroy();
  };
  return { sums, lengths, unit, cka: products ?? centred, destroy };
}
