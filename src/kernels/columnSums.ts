import wgsl from "../../shaders/gather/column_sums.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/**
 * sums[j] (+)= sum_t a[t, j], or sum_t a[t, j] b[t, j] with `product` 1: the gradients of a bias and of a scale. Without
 * `product` b is not read; bind a twice.
 */
export const columnSums = defineKernel({
  name: "column_sums",
  wgsl,
  workgroupSize: [32, 8],
  params: { n_rows: "u32", n_columns: "u32", product: "u32", accumulate: "u32" },
  buffers: {
    a: ["read", "f32", "n_rows", "n_columns"],
    b: ["read", "f32", "n_rows", "n_columns"],
    sums: ["read_write", "f32", "n_columns"],
  },
  threads: ({ n_columns }) => [n_columns, 8],
});

/** The definition in f64; `b` null: of `a` alone. `sums` is what is added to: [nColumns]. */
export function columnSumsReference(
  a: ArrayLike<number>,
  b: ArrayLike<number> | null,
  sums: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(sums);
  for (let i = 0; i < a.length; i++) out[i % out.length]! += a[i]! * (b ? b[i]! : 1);
  return out;
}
