import wgsl from "../../shaders/matmul/linear_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { type Operands, productConstants, productSize, productThreads, withBlockProduct } from "./blockProduct";
import { checkColumns, checkWords, LINEAR_PARAMS, type LinearShape } from "./linearShape";
import { matrixConstants, withMatrixWeight } from "./matrixWeight";

/** y[t, y_offset + n] (+)= alpha * sum_k x[t, k] W[n, k] for weights of one format. */
export const linearForward = (format: MatrixFormat, operands: Operands = "staged") =>
  defineKernel({
    name: "linear_forward",
    wgsl: withMatrixWeight(withBlockProduct(wgsl)),
    workgroupSize: productSize,
    constants: { ...matrixConstants(format), ...productConstants(operands) },
    params: LINEAR_PARAMS,
    buffers: {
      x: ["read", "f32", "n_rows", "n_in"],
      w: ["read", "u32", "n_out", "words_per_row"],
      y: ["read_write", "f32", "n_rows", "y_stride"],
    },
    threads: (params) => {
      checkColumns("linear_forward", params);
      checkWords("linear_forward", format, params);
      return productThreads(operands, params.n_rows, params.n_out);
    },
  });

/** The definition in f64. x is [nRows, nIn], w the values of [nOut, nIn], y what is there: [nRows, yStride]. */
export function linearForwardReference(
  { nRows, nIn, nOut, yStride = nOut, yOffset = 0, accumulate = false, alpha = 1 }: LinearShape,
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  y: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(y);
  for (let t = 0; t < nRows; t++) {
    for (let n = 0; n < nOut; n++) {
      let sum = 0;
      for (let k = 0; k < nIn; k++) sum += x[t * nIn + k]! * w[n * nIn + k]!;
      const i = t * yStride + yOffset + n;
      out[i] = (accumulate ? out[i]! : 0) + alpha * sum;
    }
  }
  return out;
}
