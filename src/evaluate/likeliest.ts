type Values = Float32Array | Float64Array;

/** 0 .. n - 1. A plain loop: `from` with a function takes forty times as long. */
export function firstIndices(n: number): Uint32Array {
  const indices = new Uint32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  return indices;
}

/** Index of the highest of `values`, the first of equal ones. */
export function highestOf(values: Values): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/**
 * Indices of `values` from the highest value down, of equal ones the lower index first. A heap: the first few of many cost little
 * more than finding the highest.
 */
export function* likeliest(values: Values): Generator<number, void> {
  const heap = firstIndices(values.length);
  let size = heap.length;

  const isBefore = (a: number, b: number): boolean => values[a]! > values[b]! || (values[a] === values[b] && a < b);

  function sink(from: number): void {
    const index = heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, index)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = index;
  }

  for (let at = (size >> 1) - 1; at >= 0; at--) sink(at);
  while (size > 0) {
    yield heap[0]!;
    heap[0] = heap[--size]!;
    if (size > 0) sink(0);
  }
}
