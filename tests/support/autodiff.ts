/**
 * A matrix of f64 that knows what it was made of. Reverse-mode differentiation over a few primitives, each with the derivative
 * of that primitive alone: gradients of what is built of them need no formula of their own.
 */
export interface Value {
  readonly rows: number;
  readonly cols: number;
  /** f64[rows, cols], row-major. */
  readonly data: Float64Array;
  readonly inputs: readonly Value[];
  /** For each input its gradient from that of this value. */
  readonly pull: readonly ((grad: Float64Array) => Float64Array)[];
}

/** A matrix that is made of nothing: a constant, or what one wants the gradient of. */
export function leaf(rows: number, cols: number, values: ArrayLike<number>): Value {
  if (values.length !== rows * cols) throw new RangeError(`${values.length} numbers are no ${rows} x ${cols} matrix`);
  return { rows, cols, data: Float64Array.from(values), inputs: [], pull: [] };
}

const made = (rows: number, cols: number, data: Float64Array, inputs: Value[], pull: Value["pull"]): Value => ({
  rows,
  cols,
  data,
  inputs,
  pull,
});

function checkShape(a: Value, rows: number, cols: number): void {
  if (a.rows !== rows || a.cols !== cols) throw new RangeError(`${a.rows} x ${a.cols} where ${rows} x ${cols} belongs`);
}

/** Gradients of the 1 x 1 `loss` with respect to each of `leaves`; zeros where it does not depend on one. */
export function gradients(loss: Value, leaves: readonly Value[]): Float64Array[] {
  checkShape(loss, 1, 1);
  const order = inputsFirst(loss);
  const wanted = new Set(leaves);
  for (const value of order) if (value.inputs.some((input) => wanted.has(input))) wanted.add(value);
  const grads = new Map<Value, Float64Array>([[loss, Float64Array.of(1)]]);
  for (const value of order.reverse()) {
    if (!wanted.has(value)) continue;
    for (const [i, input] of value.inputs.entries()) {
      if (!wanted.has(input)) continue;
      const part = value.pull[i]!(grads.get(value)!);
      const sum = grads.get(input);
      if (sum) for (let j = 0; j < sum.length; j++) sum[j]! += part[j]!;
      else grads.set(input, part.slice());
    }
    if (value.inputs.length > 0) grads.delete(value);
  }
  return leaves.map((at) => grads.get(at) ?? new Float64Array(at.data.length));
}

/** All that `loss` is made of, each behind its inputs. */
function inputsFirst(loss: Value): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const input of value.inputs) visit(input);
    order.push(value);
  };
  visit(loss);
  return order;
}

export function add(a: Value, b: Value): Value {
  checkShape(b, a.rows, a.cols);
  const data = a.data.map((x, i) => x + b.data[i]!);
  return made(a.rows, a.cols, data, [a, b], [(grad) => grad, (grad) => grad]);
}

/** Element by element. */
export function multiply(a: Value, b: Value): Value {
  checkShape(b, a.rows, a.cols);
  const data = a.data.map((x, i) => x * b.data[i]!);
  return made(
    a.rows,
    a.cols,
    data,
    [a, b],
    [(grad) => grad.map((g, i) => g * b.data[i]!), (grad) => grad.map((g, i) => g * a.data[i]!)],
  );
}

/** `f` of each element; `slope` is its derivative at x, where it is y. */
export function map(a: Value, f: (x: number) => number, slope: (x: number, y: number) => number): Value {
  const data = a.data.map(f);
  return made(a.rows, a.cols, data, [a], [(grad) => grad.map((g, i) => g * slope(a.data[i]!, data[i]!))]);
}

/** a b^T: [a.rows, b.rows]. */
export function timesTransposed(a: Value, b: Value): Value {
  checkShape(b, b.rows, a.cols);
  const { data: x, rows, cols: n } = a;
  const { data: w, rows: cols } = b;
  const y = new Float64Array(rows * cols);
  // w outside: it is a large weight, and x's few rows stay in the cache.
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * w[j * n + k]!;
      y[i * cols + j] = sum;
    }
  }
  const pullA = (dy: Float64Array): Float64Array => {
    const dx = new Float64Array(x.length);
    for (let j = 0; j < cols; j++) {
      for (let i = 0; i < rows; i++) {
        const g = dy[i * cols + j]!;
        for (let k = 0; k < n; k++) dx[i * n + k]! += g * w[j * n + k]!;
      }
    }
    return dx;
  };
  const pullB = (dy: Float64Array): Float64Array => {
    const dw = new Float64Array(w.length);
    for (let j = 0; j < cols; j++) {
      for (let i = 0; i < rows; i++) {
        const g = dy[i * cols + j]!;
        for (let k = 0; k < n; k++) dw[j * n + k]! += g * x[i * n + k]!;
      }
    }
    return dw;
  };
  return made(rows, cols, y, [a, b], [pullA, pullB]);
}

/** Element i is element `source[i]` of `a`; elements may repeat or be left out. */
function take(a: Value, rows: number, cols: number, source: (i: number) => number): Value {
  const data = Float64Array.from({ length: rows * cols }, (_, i) => a.data[source(i)]!);
  const pull = (grad: Float64Array): Float64Array => {
    const da = new Float64Array(a.data.length);
    for (let i = 0; i < grad.length; i++) da[source(i)]! += grad[i]!;
    return da;
  };
  return made(rows, cols, data, [a], [pull]);
}

export const transpose = (a: Value): Value =>
  take(a, a.cols, a.rows, (i) => (i % a.rows) * a.cols + Math.floor(i / a.rows));

/** The rows that `index` names, in its order. */
export const takeRows = (a: Value, index: ArrayLike<number>): Value =>
  take(a, index.length, a.cols, (i) => index[Math.floor(i / a.cols)]! * a.cols + (i % a.cols));

/** Columns from .. to. */
export const takeColumns = (a: Value, from: number, to: number): Value =>
  take(a, a.rows, to - from, (i) => Math.floor(i / (to - from)) * a.cols + from + (i % (to - from)));

/** Of each row t the element in column `index[t]`: [rows, 1]. */
export const pick = (a: Value, index: ArrayLike<number>): Value => take(a, a.rows, 1, (t) => t * a.cols + index[t]!);

/** The row a [1, cols], `rows` times. */
export const spreadRow = (a: Value, rows: number): Value => take(a, rows, a.cols, (i) => i % a.cols);

/** The column a [rows, 1], `cols` times. */
export const spreadColumn = (a: Value, cols: number): Value => take(a, a.rows, cols, (i) => Math.floor(i / cols));

/** [rows, 1]. */
export const rowSums = (a: Value): Value => timesTransposed(a, leaf(1, a.cols, new Float64Array(a.cols).fill(1)));

/** The matrices one below the other. */
export function stack(parts: readonly Value[]): Value {
  const cols = parts[0]!.cols;
  for (const part of parts) checkShape(part, part.rows, cols);
  const data = Float64Array.from(parts.flatMap((part) => Array.from(part.data)));
  let end = 0;
  const pull = parts.map((part) => {
    const start = end;
    end += part.data.length;
    return (grad: Float64Array) => grad.slice(start, start + part.data.length);
  });
  return made(data.length / cols, cols, data, [...parts], pull);
}

/** The matrices side by side. */
export const join = (parts: readonly Value[]): Value => transpose(stack(parts.map(transpose)));
