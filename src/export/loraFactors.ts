import { FormatError } from "../formats/formatError";
import type { ModuleDelta } from "../train/weightDelta";

type MatrixDelta = Extract<ModuleDelta, { kind: "rows" | "columns" | "lora" }>;
type SparseDelta = Extract<ModuleDelta, { kind: "rows" | "columns" }>;
type LoraDelta = Extract<ModuleDelta, { kind: "lora" }>;

/**
 * Rank and alpha of the low-rank form of a change: B A * alpha / r is added, A [r, in], B [out, r]. Rows k of a matrix that change by D are
 * B A with A = D and column i of B one at row `index[i]`; columns are B = D and row i of A one at column `index[i]`. Alpha = r: B A as it is.
 */
export function rankOf(change: MatrixDelta): { readonly rank: number; readonly alpha: number } {
  if (change.kind === "lora") return change;
  const rank = change.index.length;
  return { rank, alpha: rank };
}

/** A, f32 [r, in]. Made anew for a one-hot one: it is mostly zeros, and large. */
export function factorA(change: MatrixDelta): Float32Array<ArrayBuffer> {
  if (change.kind === "lora") return change.a;
  if (change.kind === "rows") return change.delta;
  const width = change.shape[1];
  const a = new Float32Array(change.index.length * width);
  for (const [i, column] of change.index.entries()) a[i * width + column] = 1;
  return a;
}

/** B, f32 [out, r]. */
export function factorB(change: MatrixDelta): Float32Array<ArrayBuffer> {
  if (change.kind === "lora") return change.b;
  if (change.kind === "columns") return change.delta;
  const rank = change.index.length;
  const b = new Float32Array(change.shape[0] * rank);
  for (const [i, row] of change.index.entries()) b[row * rank + i] = 1;
  return b;
}

/** The rows or columns that factors stand for, one of which is one-hot. Throws a FormatError where neither is. */
export function sparseOf({ module, shape, rank, alpha, a, b }: LoraDelta): SparseDelta {
  const common = { module, shape };
  if (alpha === rank) {
    // One neuron in a matrix of one row or column could be either; what is one-hot in B is rows.
    const rows = onePlaces(b, shape[0], rank, (row, i) => row * rank + i);
    if (rows) return { kind: "rows", ...common, index: rows, delta: a };
    const columns = onePlaces(a, shape[1], rank, (column, i) => i * shape[1] + column);
    if (columns) return { kind: "columns", ...common, index: columns, delta: b };
  }
  throw new FormatError(
    `${module}: its factors are not those of rows or columns: neither is one-hot, or alpha is not r`,
  );
}

/** Where vector i of `rank` has its one, if all of them have just one, further on each time; undefined otherwise. */
function onePlaces(
  values: Float32Array,
  size: number,
  rank: number,
  placeOf: (at: number, i: number) => number,
): Int32Array<ArrayBuffer> | undefined {
  const places = new Int32Array(rank);
  for (let i = 0; i < rank; i++) {
    let found = -1;
    for (let at = 0; at < size; at++) {
      const value = values[placeOf(at, i)]!;
      if (value === 0) continue;
      if (value !== 1 || found >= 0) return undefined;
      found = at;
    }
    if (found < 0 || (i > 0 && found <= places[i - 1]!)) return undefined;
    places[i] = found;
  }
  return places;
}
