/** The array types that grow here. */
type Growable = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A typed array that grows at its end; `array` is what was appended so far, valid until the next append. */
export interface GrowableArray<T extends Growable> {
  readonly length: number;
  append(values: ArrayLike<number>): void;
  /** A view of the values. */
  view(): T;
  /** Starts again from nothing and lets a large buffer go. */
  clear(): void;
}

/** Appending costs a copy only when the capacity doubles, so n values cost O(n). */
export function growableArray<T extends Growable>(create: (length: number) => T, capacity = 1024): GrowableArray<T> {
  let values = create(capacity);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(more) {
      if (length + more.length > values.length) {
        const larger = create(Math.max(2 * values.length, length + more.length));
        larger.set(values.subarray(0, length));
        values = larger;
      }
      values.set(more, length);
      length += more.length;
    },
    view: () => values.subarray(0, length) as T,
    clear() {
      if (values.length > capacity) values = create(capacity);
      length = 0;
    },
  };
}
