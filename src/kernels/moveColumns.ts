import wgsl from "../../shaders/gather/move_columns.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** What move_columns does: copies the columns out, takes them out and leaves 0, or puts them back. */
export type MoveOp = "copy" | "take" | "put";

/** The param `op`. */
export const MOVE_OP: Readonly<Record<MoveOp, number>> = { copy: 0, take: 1, put: 2 };

/** chosen[t, i] = x[t, index[i]], or the reverse. The columns must differ from one another. */
export const moveColumns = defineKernel({
  name: "move_columns",
  wgsl,
  workgroupSize: [32, 8],
  params: { n_rows: "u32", n_columns: "u32", n_index: "u32", op: "u32" },
  buffers: {
    index: ["read", "u32", "n_index"],
    x: ["read_write", "f32", "n_rows", "n_columns"],
    chosen: ["read_write", "f32", "n_rows", "n_index"],
  },
  threads: ({ n_index, n_rows }) => [n_index, n_rows],
});

/** The definition: both matrices after the move; `x` is [n_rows, nColumns], `chosen` [n_rows, index.length]. */
export function moveColumnsReference(
  op: MoveOp,
  nColumns: number,
  index: ArrayLike<number>,
  x: ArrayLike<number>,
  chosen: ArrayLike<number>,
): { readonly x: Float64Array<ArrayBuffer>; readonly chosen: Float64Array<ArrayBuffer> } {
  const after = { x: Float64Array.from(x), chosen: Float64Array.from(chosen) };
  for (let i = 0; i < chosen.length; i++) {
    const column = index[i % index.length]!;
    const at = Math.floor(i / index.length) * nColumns + column;
    const isThere = column < nColumns;
    if (op !== "put") after.chosen[i] = isThere ? x[at]! : 0;
    if (op === "take" && isThere) after.x[at] = 0;
    if (op === "put" && isThere) after.x[at] = chosen[i]!;
  }
  return after;
}
