/**
 * Indices of `values` from the highest value down, of equal ones the lower index first. A heap: the first few of many cost little
 * more than finding the highest.
 */
export function* likeliest(values: Float32Array | Float64Array): Generator<number, void> {
  const heap = Uint32Array.from(values, (_, i) => i);
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
