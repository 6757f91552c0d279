import wgsl from "../../shaders/align/best_of_rows.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** best[t] = the c of the largest scores[t, c], the first of equals. Scores are finite. */
export const bestOfRows = defineKernel({
  name: "best_of_rows",
  wgsl,
  workgroupSize: [64],
  params: { n_rows: "u32", n_columns: "u32" },
  buffers: {
    scores: ["read", "f32", "n_rows", "n_columns"],
    best: ["read_write", "u32", "n_rows"],
  },
  threads: ({ n_rows }) => [n_rows * 64],
});

/** The definition. */
export function bestOfRowsReference(scores: ArrayLike<number>, nColumns: number): Uint32Array<ArrayBuffer> {
  const best = new Uint32Array(scores.length / nColumns);
  for (const t of best.keys()) {
    for (let c = 1; c < nColumns; c++) {
      if (scores[t * nColumns + c]! > scores[t * nColumns + best[t]!]!) best[t] = c;
    }
  }
  return best;
}
