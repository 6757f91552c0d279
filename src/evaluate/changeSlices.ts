import { type BaseValues, baseRows, pickRows } from "../train/baseValues";
import { type ModuleDelta, tensorOf } from "../train/weightDelta";

/** Some weights that were trained, in the tensor's order: what they were, and what was added to them. */
export interface ChangeSlice {
  readonly original: Float32Array;
  readonly change: Float32Array;
}

type Sparse = Extract<ModuleDelta, { readonly index: Int32Array }>;
type Dense = Extract<ModuleDelta, { readonly tensor: string }>;
type Lora = Extract<ModuleDelta, { readonly rank: number }>;
type Scale = Extract<ModuleDelta, { readonly scale: Float32Array }>;

/** Bytes of f32 that are held at once, twice: before, and the change. */
const SLICE_BYTES = 2 ** 22;

const rowsAtOnce = (nIn: number): number => Math.max(1, Math.floor(SLICE_BYTES / (4 * nIn)));

async function* ofRows(change: Sparse, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  const { index, delta, shape } = change;
  const nIn = shape[1];
  for (let from = 0; from < index.length; from += rowsAtOnce(nIn)) {
    const to = Math.min(index.length, from + rowsAtOnce(nIn));
    const original = await pickRows(base, tensorOf(change), nIn, index.subarray(from, to));
    yield { original, change: delta.subarray(from * nIn, to * nIn) };
  }
}

async function* ofColumns(change: Sparse, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  const { index, delta, shape } = change;
  const [nIn, k] = [shape[1], index.length];
  for await (const { firstRow, values } of baseRows(base, tensorOf(change), shape)) {
    const nRows = values.length / nIn;
    const original = new Float32Array(nRows * k);
    for (let row = 0; row < nRows; row++) {
      for (let i = 0; i < k; i++) original[row * k + i] = values[row * nIn + index[i]!]!;
    }
    yield { original, change: delta.subarray(firstRow * k, (firstRow + nRows) * k) };
  }
}

async function* ofDense(change: Dense, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  const nIn = change.shape.at(-1)!;
  for await (const { firstRow, values } of baseRows(base, change.tensor, change.shape)) {
    const first = firstRow * nIn;
    yield { original: values, change: change.delta.subarray(first, first + values.length) };
  }
}

/** Rows of B A * alpha / rank. */
function productRows({ a, b, shape, rank, alpha }: Lora, firstRow: number, nRows: number): Float32Array {
  const nIn = shape[1];
  const product = new Float32Array(nRows * nIn);
  // In f64, and rounded once.
  const row = new Float64Array(nIn);
  for (let n = 0; n < nRows; n++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const weight = (b[(firstRow + n) * rank + r]! * alpha) / rank;
      const from = r * nIn;
      for (let k = 0; k < nIn; k++) row[k]! += weight * a[from + k]!;
    }
    product.set(row, n * nIn);
  }
  return product;
}

async function* ofLora(change: Lora, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  const nIn = change.shape[1];
  for await (const { firstRow, values } of baseRows(base, tensorOf(change), change.shape)) {
    yield { original: values, change: productRows(change, firstRow, values.length / nIn) };
  }
}

/** W (scale - 1), by the row for outputs, by the column for inputs; a bias that the scale also multiplies is left out. */
async function* ofScale(change: Scale, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  const { scale, shape, kind } = change;
  const nIn = shape[1];
  for await (const { firstRow, values } of baseRows(base, tensorOf(change), shape)) {
    const byRow = kind === "scaleOutput";
    const changed = values.map((weight, e) => {
      const factor = scale[byRow ? firstRow + Math.floor(e / nIn) : e % nIn]!;
      return weight * (factor - 1);
    });
    yield { original: values, change: changed };
  }
}

/**
 * The trained weights of a module and how they changed, slice by slice: of rows and columns those of the mask alone, of LoRA and
 * IA3 the whole matrix as it would be merged.
 */
export function changeSlices(change: ModuleDelta, base: BaseValues): AsyncGenerator<ChangeSlice, void> {
  switch (change.kind) {
    case "rows":
      return ofRows(change, base);
    case "columns":
      return ofColumns(change, base);
    case "dense":
      return ofDense(change, base);
    case "lora":
      return ofLora(change, base);
    case "scaleOutput":
    case "scaleInput":
      return ofScale(change, base);
  }
}
