import wgsl from "../../shaders/align/best_of_columns.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** best[c] = the row of the largest score of column c, the first of equals, over chunks of rows in their order. Scores are finite. */
export const bestOfColumns = defineKernel({
  name: "best_of_columns",
  wgsl,
  workgroupSize: [64],
  params: { n_rows: "u32", n_columns: "u32", first_row: "u32" },
  buffers: {
    scores: ["read", "f32", "n_rows", "n_columns"],
    top: ["read_write", "f32", "n_columns"],
    best: ["read_write", "u32", "n_columns"],
  },
  threads: ({ n_columns }) => [n_columns],
});

/** The definition, over all rows at once. */
export function bestOfColumnsReference(scores: ArrayLike<number>, nColumns: number): Uint32Array<ArrayBuffer> {
  const best = new Uint32Array(nColumns);
  for (let i = 0; i < scores.length; i++) {
    const [t, c] = [Math.floor(i / nColumns), i % nColumns];
    if (scores[i]! > scores[best[c]! * nColumns + c]!) best[c] = t;
  }
  return best;
}
