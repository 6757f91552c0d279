import type { ModuleDelta, WeightDelta } from "../train/weightDelta";
import { tensorOf } from "../train/weightDelta";

/** Consecutive rows of a tensor, f32[n_rows, width]; a vector is one row. */
export interface FloatRows {
  readonly values: Float32Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly width: number;
}

/** What is done to a tensor's rows, in place. */
export type RowsChange = (rows: FloatRows) => void;

/** By the full name of each tensor that the delta changes, biases that a scale of the module's output takes along included. */
export function rowChanges({ modules }: Pick<WeightDelta, "modules">): ReadonlyMap<string, RowsChange> {
  const changes = new Map<string, RowsChange>();
  for (const change of modules) {
    changes.set(tensorOf(change), rowsChange(change));
    if (change.kind === "scaleOutput") {
      const { scale } = change;
      changes.set(`${change.module}.bias`, ({ values }) => {
        for (let i = 0; i < values.length; i++) values[i]! *= scale[i]!;
      });
    }
  }
  return changes;
}

function rowsChange(change: ModuleDelta): RowsChange {
  switch (change.kind) {
    case "rows":
      return (rows) => addRows(rows, change.index, change.delta);
    case "columns":
      return (rows) => addColumns(rows, change.index, change.delta);
    case "dense":
      return ({ values, firstRow, width }) => {
        for (let i = 0; i < values.length; i++) values[i]! += change.delta[firstRow * width + i]!;
      };
    case "lora":
      return (rows) => addProduct(rows, change);
    case "scaleOutput":
      return ({ values, firstRow, width }) => {
        for (let i = 0; i < values.length; i++) values[i]! *= change.scale[firstRow + Math.floor(i / width)]!;
      };
    default:
      return ({ values, width }) => {
        for (let i = 0; i < values.length; i++) values[i]! *= change.scale[i % width]!;
      };
  }
}

function addRows({ values, firstRow, width }: FloatRows, index: Int32Array, delta: Float32Array): void {
  const nRows = values.length / width;
  for (const [i, row] of index.entries()) {
    if (row < firstRow || row >= firstRow + nRows) continue;
    const to = (row - firstRow) * width;
    for (let c = 0; c < width; c++) values[to + c]! += delta[i * width + c]!;
  }
}

function addColumns({ values, firstRow, width }: FloatRows, index: Int32Array, delta: Float32Array): void {
  const nRows = values.length / width;
  for (let row = 0; row < nRows; row++) {
    const from = (firstRow + row) * index.length;
    for (const [i, column] of index.entries()) values[row * width + column]! += delta[from + i]!;
  }
}

/** W += B A * alpha / r, summed in f64 and rounded once. */
function addProduct(
  { values, firstRow, width }: FloatRows,
  { rank, alpha, a, b }: Extract<ModuleDelta, { kind: "lora" }>,
): void {
  const scale = alpha / rank;
  const sums = new Float64Array(width);
  for (let at = 0, row = firstRow; at < values.length; at += width, row++) {
    sums.fill(0);
    for (let i = 0; i < rank; i++) {
      const factor = b[row * rank + i]!;
      for (let c = 0; c < width; c++) sums[c]! += factor * a[i * width + c]!;
    }
    for (let c = 0; c < width; c++) values[at + c]! += scale * sums[c]!;
  }
}
