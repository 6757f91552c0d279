import { expect, test } from "vitest";
import { transferables } from "../../../src/worker/transferables";

test("finds every buffer once, at any depth", () => {
  const shared = new ArrayBuffer(8);
  const value = {
    a: new Uint8Array(shared),
    b: [[new Float32Array(2)], [new Float32Array(shared, 4)]],
    c: { d: null, e: "text", f: 3 },
  };
  expect(transferables(value)).toEqual([shared, value.b[0]![0]!.buffer]);
});

test("leaves blobs and plain values alone", () => {
  expect(transferables(new Blob(["x"]))).toEqual([]);
  expect(transferables({ n: [1, 2, 3], text: "x" })).toEqual([]);
  expect(transferables(null)).toEqual([]);
});
