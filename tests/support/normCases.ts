import { rmsNormForwardReference } from "../../src/kernels/rmsNormForward";
import { randn } from "./numeric";

/** One element; both sides of a workgroup's 64 lanes; rows of several rounds; more rows than a grid has workgroups on one side. */
export const NORM_SHAPES = [
  { nRows: 1, dModel: 1 },
  { nRows: 5, dModel: 31 },
  { nRows: 3, dModel: 64 },
  { nRows: 17, dModel: 65 },
  { nRows: 9, dModel: 300 },
  { nRows: 65_537, dModel: 2 },
] as const;

/** Sums of at most 300 products in f32, then a handful of operations. */
export const NORM_TOLERANCE = { rtol: 1e-5, atol: 1e-5 };

/** Rows, a weight around 1, and what the forward keeps of the rows, in f32 as the GPU has it. */
export function normRows(nRows: number, dModel: number) {
  const x = randn(1, nRows * dModel);
  const weight = randn(2, dModel).map((value) => 1 + 0.3 * value);
  const invRms = Float32Array.from(rmsNormForwardReference(x, weight, 1e-5).invRms);
  return { x, weight, invRms };
}
