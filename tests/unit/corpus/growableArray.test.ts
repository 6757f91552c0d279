import fc from "fast-check";
import { expect, test } from "vitest";
import { growableArray } from "../../../src/corpus/growableArray";

test("whatever is appended is what is there, in order", () => {
  const parts = fc.array(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })));
  fc.assert(
    fc.property(parts, (lists) => {
      const array = growableArray((length) => new Int32Array(length), 2);
      for (const list of lists) array.append(list);
      expect([...array.view()]).toEqual(lists.flat());
      expect(array.length).toBe(lists.flat().length);
    }),
  );
});

test("cleared, it starts again and lets a large buffer go", () => {
  const array = growableArray((length) => new Uint8Array(length), 4);
  array.append(new Uint8Array(1000).fill(7));
  array.clear();
  expect(array.view()).toHaveLength(0);
  expect(array.view().buffer.byteLength).toBe(4);
  array.append([1, 2]);
  expect([...array.view()]).toEqual([1, 2]);
});
