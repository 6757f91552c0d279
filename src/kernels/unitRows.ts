import wgsl from "../../shaders/align/unit_rows.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ROW_LANES, withRowSum } from "./rowSum";

/** unit[t, c] = x[t, c] / |x[t]|; a row of zeros stays one. */
export const unitRows = defineKernel({
  name: "unit_rows",
  wgsl: withRowSum(wgsl),
  workgroupSize: [ROW_LANES],
  params: { n_rows: "u32", d_model: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "d_model"],
    unit: ["read_write", "f32", "n_rows", "d_model"],
  },
  threads: ({ n_rows }) => [n_rows * ROW_LANES],
});

/** The definition in f64. x is [nRows, dModel]. */
export function unitRowsReference(x: ArrayLike<number>, dModel: number): Float64Array<ArrayBuffer> {
  const unit = Float64Array.from(x);
  for (let first = 0; first < unit.length; first += dModel) {
    const row = unit.subarray(first, first + dModel);
    const norm = Math.hypot(...row);
    if (norm > 0) row.set(row.map((value) => value / norm));
  }
  return unit;
}
