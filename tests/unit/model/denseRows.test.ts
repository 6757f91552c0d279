import { describe, expect, test } from "vitest";
import type { OnnxTensor } from "../../../src/formats/onnxTensor";
import { denseRows, HeldTensor } from "../../../src/model/denseRows";

/** A tensor of u32 that count up, as if they were floats, of which nothing exists but what is read. */
function counting(dims: readonly [number, number]) {
  const nElements = dims[0] * dims[1];
  const message = new Uint8Array();
  const data = { in: "message" } as const;
  const tensor: OnnxTensor = { name: "w", dims, dataType: 1, nElements, bytes: 4 * nElements, message, data };
  const reads: [number, number][] = [];
  const read = async (start: number, end: number) => {
    reads.push([start, end]);
    const words = Uint32Array.from({ length: (end - start) / 4 }, (_, i) => start / 4 + i);
    return new Uint8Array(words.buffer);
  };
  return { tensor, read, reads };
}

const bitsOf = (rows: unknown): number[] => {
  const { values } = rows as { values: Float32Array<ArrayBuffer> };
  return [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
};

describe("a matrix [n_in, n_out]", () => {
  test("is read once, and read again when it was let go", async () => {
    const held = new HeldTensor();
    const [one, two] = [counting([100, 30]), counting([3, 4])];
    const [a, b] = [one, two].map(({ tensor, read }) => denseRows(tensor, read, "in, out", held));
    const row = (n: number) => Array.from({ length: 100 }, (_, i) => 30 * i + n);
    expect(bitsOf(await a!.read(3, 2))).toEqual([...row(3), ...row(4)]);
    expect(bitsOf(await a!.read(7, 1))).toEqual(row(7));
    expect(one.reads).toEqual([[0, 12000]]);
    // Another tensor takes its place, and goes with its last row.
    expect(bitsOf(await b!.read(0, 4))).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(bitsOf(await b!.read(0, 1))).toEqual([0, 4, 8]);
    expect(two.reads).toHaveLength(2);
    await a!.read(7, 1);
    expect(one.reads).toHaveLength(2);
  });

  test("is not held where reading it failed", async () => {
    const { tensor, read } = counting([3, 4]);
    let isBroken = true;
    const flaky = (start: number, end: number) => (isBroken ? Promise.reject(new Error("gone")) : read(start, end));
    const reader = denseRows(tensor, flaky, "in, out", new HeldTensor());
    await expect(reader.read(0, 1)).rejects.toThrow("gone");
    isBroken = false;
    expect(bitsOf(await reader.read(1, 1))).toEqual([1, 5, 9]);
  });

  test("too large for one array is read row by row", async () => {
    const { tensor, read, reads } = counting([70, 2 ** 24]);
    const rows = bitsOf(await denseRows(tensor, read, "in, out", new HeldTensor()).read(2 ** 24 - 2, 2));
    const column = (n: number) => Array.from({ length: 70 }, (_, i) => 2 ** 24 * (i + 1) - n);
    expect(rows).toEqual([...column(2), ...column(1)]);
    expect(reads).toHaveLength(70);
  });
});

test("a matrix [n_out, n_in] is read where its rows lie", async () => {
  const { tensor, read, reads } = counting([4, 3]);
  const reader = denseRows(tensor, read, "out, in", new HeldTensor());
  expect(reader.shape).toEqual([4, 3]);
  expect(bitsOf(await reader.read(1, 2))).toEqual([3, 4, 5, 6, 7, 8]);
  expect(reads).toEqual([[12, 36]]);
});
