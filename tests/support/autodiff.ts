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
  /** From the gradient of this value, that of each input. */
  readonly pull: (grad: Float64Array) => readonly Float64Array[];
}

/** A matrix that is made of nothing: a constant, or what one wants the gradient of. */
export function leaf(rows: number, cols: number, values: ArrayLike<number>): Value {
  if (values.length !== rows * cols) throw new RangeError(`${values.length} numbers are no ${rows} x ${cols} matrix`);
  return { rows, cols, data: Float64Array.from(values), inputs: [], pull: () => [] };
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
  const grads = new Map<Value, Float64Array>([[loss, Float64Array.of(1)]]);
  for (const value of usersFirst(loss)) {
    const parts = value.pull(grads.get(value)!);
    for (const [i, input] of value.inputs.entries()) {
      const sum = grads.get(input);
      if (sum) for (let j = 0; j < sum.length; j++) sum[j]! += parts[i]![j]!;
      else grads.set(input, parts[i]!.slice());
    }
    if (value.inputs.length > 0) grads.delete(value);
  }
  return leaves.map((at) => grads.get(at) ?? new Float64Array(at.data.length));
}

/** All that `loss` is made of, each before its inputs. */
function usersFirst(loss: Value): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const input of value.inputs) visit(input);
    order.push(value);
  };
  visit(loss);
  return order.reverse();
}

export function add(a: Value, b: Value): Value {
  checkShape(b, a.rows, a.cols);
  const data = a.data.map((x, i) => x + b.data[i]!);
  return made(a.rows, a.cols, data, [a, b], (grad) => [grad, grad]);
}

/** Element by element. */
export function multiply(a: Value, b: Value): Value {
  checkShape(b, a.rows, a.cols);
  const data = a.data.map((x, i) => x * b.data[i]!);
  return made(a.rows, a.cols, data, [a, b], (grad) => [
    grad.map((g, i) => g * b.data[i]!),
    grad.map((g, i) => g * a.data[i]!),
  ]);
}

/** `f` of each element; `slope` is its derivative at x, where it is y. */
export function map(a: Value, f: (x: number) => number, slope: (x: number, y: number) => number): Value {
  const data = a.data.map(f);
  return made(a.rows, a.cols, data, [a], (grad) => [grad.map((g, i) => g * slope(a.data[i]!, data[i]!))]);
}

/** a b^T: [a.rows, b.rows]. */
export function timesTransposed(a: Value, b: Value): Value {
  checkShape(b, b.rows, a.cols);
  const data = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += a.data[i * a.cols + k]! * b.data[j * a.cols + k]!;
      data[i * b.rows + j] = sum;
    }
  }
  return made(a.rows, b.rows, data, [a, b], (grad) => {
    const [da, db] = [new Float64Array(a.data.length), new Float64Array(b.data.length)];
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < b.rows; j++) {
        const g = grad[i * b.rows + j]!;
        if (g === 0) continue;
        for (let k = 0; k < a.cols; k++) {
          da[i * a.cols + k]! += g * b.data[j * a.cols + k]!;
          db[j * a.cols + k]! += g * a.data[i * a.cols + k]!;
        }
      }
    }
    return [da, db];
  });
}

/** Element i is element `source[i]` of `a`; elements may repeat or be left out. */
function take(a: Value, rows: number, cols: number, source: (i: number) => number): Value {
  const data = Float64Array.from({ length: rows * cols }, (_, i) => a.data[source(i)]!);
  return made(rows, cols, data, [a], (grad) => {
    const da = new Float64Array(a.data.length);
    for (let i = 0; i < grad.length; i++) da[source(i)]! += grad[i]!;
    return [da];
  });
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
  return made(data.length / cols, cols, data, [...parts], (grad) => {
    let end = 0;
    return parts.map((part) => {
      end += part.data.length;
      return grad.slice(end - part.data.length, end);
    });
  });
}

/** The matrices side by side. */
export const join = (parts: readonly Value[]): Value => transpose(stack(parts.map(transpose)));
