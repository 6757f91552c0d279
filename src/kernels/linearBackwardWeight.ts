import wgsl from "../../shaders/matmul/linear_backward_weight.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { type Operands, productConstants, productSize, productThreads, withBlockProduct } from "./blockProduct";
import { checkColumns, type LinearShape } from "./linearShape";

/** dw[n, k] (+)= alpha * sum_t dy[t, y_offset + n] x[t, k]. */
export const linearBackwardWeight = (operands: Operands = "staged") =>
  defineKernel({
    name: "linear_backward_weight",
    wgsl: withBlockProduct(wgsl),
    workgroupSize: productSize,
    constants: productConstants(operands),
    params: {
      n_rows: "u32",
      n_in: "u32",
      n_out: "u32",
      y_stride: "u32",
      y_offset: "u32",
      accumulate: "u32",
      alpha: "f32",
    },
    buffers: {
      dy: ["read", "f32", "n_rows", "y_stride"],
      x: ["read", "f32", "n_rows", "n_in"],
      dw: ["read_write", "f32", "n_out", "n_in"],
    },
    threads: (params) => {
      checkColumns("linear_backward_weight", params);
      return productThreads(operands, params.n_out, params.n_in);
    },
  });

/** The definition in f64. dy is [nRows, yStride], x [nRows, nIn], dw what is there: [nOut, nIn]. */
export function linearBackwardWeightReference(
  { nRows, nIn, nOut, yStride = nOut, yOffset = 0, accumulate = false, alpha = 1 }: LinearShape,
  dy: ArrayLike<number>,
  x: ArrayLike<number>,
  dw: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(dw);
  for (let n = 0; n < nOut; n++) {
    for (let k = 0; k < nIn; k++) {
      let sum = 0;
      for (let t = 0; t < nRows; t++) sum += dy[t * yStride + yOffset + n]! * x[t * nIn + k]!;
      const i = n * nIn + k;
      out[i] = (accumulate ? out[i]! : 0) + alpha * sum;
    }
  }
  return out;
}
