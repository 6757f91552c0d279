import type { WeightSource } from "../model/weightSource";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { packMatrix, unpackMatrix } from "../tensor/packMatrix";
import { toFloats } from "../tensor/storedRows";
import type { PlannedModule } from "./tuningPlan";

/** The frozen model: where its weights are read, and the format in which its matrices lie on the GPU. */
export interface BaseValues {
  readonly source: WeightSource;
  /** By tensor; a tensor that is not in it is taken as the file has it. */
  readonly formats: ReadonlyMap<string, MatrixFormat>;
}

/** Bytes of f32 that are read and handed on at once. */
const SLICE_BYTES = 2 ** 23;
/** Unwanted rows that are read along between two wanted ones rather than asking the file once more. */
const GAP_ROWS = 8;

/** Consecutive rows of a tensor as f32; a vector is one row. */
export interface RowSlice {
  readonly firstRow: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Rows [first, first + n) as the frozen decoder has them: rounded to its format, if it was loaded into another than the file's. */
async function readFloats(
  { source, formats }: BaseValues,
  tensor: string,
  [first, n]: readonly [number, number],
  nIn: number,
): Promise<Float32Array<ArrayBuffer>> {
  const rows = await source.readRows(tensor, first, n);
  const format = formats.get(tensor);
  return format ? unpackMatrix(packMatrix(rows, nIn, format), nIn, format) : toFloats(rows, nIn);
}

/** A whole tensor, some rows at a time. */
export async function* baseRows(
  base: BaseValues,
  tensor: string,
  shape: readonly number[],
): AsyncGenerator<RowSlice, void> {
  const [nRows, nIn] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  const atOnce = Math.max(1, Math.floor(SLICE_BYTES / (4 * nIn)));
  for (let firstRow = 0; firstRow < nRows; firstRow += atOnce) {
    const n = Math.min(atOnce, nRows - firstRow);
    yield { firstRow, values: await readFloats(base, tensor, [firstRow, n], nIn) };
  }
}

/** Rows `index` (sorted) of a matrix, f32[k, in]. */
export async function pickRows(
  base: BaseValues,
  tensor: string,
  nIn: number,
  index: Int32Array,
): Promise<Float32Array<ArrayBuffer>> {
  const picked = new Float32Array(index.length * nIn);
  const atOnce = Math.max(1, Math.floor(SLICE_BYTES / (4 * nIn)));
  for (let from = 0; from < index.length; ) {
    const first = index[from]!;
    let to = from + 1;
    while (to < index.length && index[to]! - index[to - 1]! <= GAP_ROWS && index[to]! - first < atOnce) to++;
    const values = await readFloats(base, tensor, [first, index[to - 1]! - first + 1], nIn);
    for (let i = from; i < to; i++) {
      const row = index[i]! - first;
      picked.set(values.subarray(row * nIn, (row + 1) * nIn), i * nIn);
    }
    from = to;
  }
  return picked;
}

/** Columns `index` of a matrix, f32[out, k]. */
export async function pickColumns(
  base: BaseValues,
  tensor: string,
  shape: readonly [number, number],
  index: Int32Array,
): Promise<Float32Array<ArrayBuffer>> {
  const [nOut, nIn] = shape;
  const picked = new Float32Array(nOut * index.length);
  for await (const { firstRow, values } of baseRows(base, tensor, shape)) {
    for (let row = 0; row < values.length / nIn; row++) {
      const to = (firstRow + row) * index.length;
      for (let i = 0; i < index.length; i++) picked[to + i] = values[row * nIn + index[i]!]!;
    }
  }
  return picked;
}

/** The base's values of a dense, rows or columns module, handed to `take` in slices of elements, which it may change. */
export async function readBase(
  module: PlannedModule,
  base: BaseValues,
  take: (firstElement: number, values: Float32Array<ArrayBuffer>) => void,
): Promise<void> {
  const { tensor, shape } = module;
  if (module.kind === "rows") take(0, await pickRows(base, tensor, module.shape[1], module.index));
  else if (module.kind === "columns") take(0, await pickColumns(base, tensor, module.shape, module.index));
  else {
    const nIn = shape.at(-1)!;
    for await (const { firstRow, values } of baseRows(base, tensor, shape)) take(firstRow * nIn, values);
  }
}
