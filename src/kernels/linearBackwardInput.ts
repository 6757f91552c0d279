import wgsl from "../../shaders/matmul/linear_backward_input.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { type Operands, productConstants, productSize, productThreads, withBlockProduct } from "./blockProduct";
import { checkColumns, checkWords, LINEAR_PARAMS, type LinearShape } from "./linearShape";
import { matrixConstants, withMatrixWeight } from "./matrixWeight";

/** dx[t, k] (+)= alpha * sum_n dy[t, y_offset + n] W[n, k] for weights of one format. */
export const linearBackwardInput = (format: MatrixFormat, operands: Operands = "staged") =>
  defineKernel({
    name: "linear_backward_input",
    wgsl: withMatrixWeight(withBlockProduct(wgsl)),
    workgroupSize: productSize,
    constants: { ...matrixConstants(format), ...productConstants(operands) },
    params: LINEAR_PARAMS,
    buffers: {
      dy: ["read", "f32", "n_rows", "y_stride"],
      w: ["read", "u32", "n_out", "words_per_row"],
      dx: ["read_write", "f32", "n_rows", "n_in"],
    },
    threads: (params) => {
      checkColumns("linear_backward_input", params);
      checkWords("linear_backward_input", format, params);
      return productThreads(operands, params.n_rows, params.n_in);
    },
  });

/** The definition in f64. dy is [nRows, yStride], w the values of [nOut, nIn], dx what is there: [nRows, nIn]. */
export function linearBackwardInputReference(
  { nRows, nIn, nOut, yStride = nOut, yOffset = 0, accumulate = false, alpha = 1 }: LinearShape,
  dy: ArrayLike<number>,
  w: ArrayLike<number>,
  dx: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(dx);
  for (let t = 0; t < nRows; t++) {
    for (let k = 0; k < nIn; k++) {
      let sum = 0;
      for (let n = 0; n < nOut; n++) sum += dy[t * yStride + yOffset + n]! * w[n * nIn + k]!;
      const i = t * nIn + k;
      out[i] = (accumulate ? out[i]! : 0) + alpha * sum;
    }
  }
  return out;
}
