import fc from "fast-check";
import { expect, test } from "vitest";
import { binValue, columnNeurons, type MapInk, paintMap } from "../../../../src/ui/charts/mapPixels";

/** Level i has the colour i. */
const table = Uint32Array.from({ length: 256 }, (_, i) => i);
const MISSING = 999;
const ink = (bin: MapInk["bin"]): MapInk => ({ bin, domain: [0, 255], table, missing: MISSING });

test("one pixel a neuron: each is its own colour, rows are layers", () => {
  const pixels = new Uint32Array(6);
  paintMap(pixels, 3, Float32Array.of(1, 2, 3, 4, 5, 6), 3, { x0: 0, x1: 3, firstLayer: 0, nRows: 2 }, ink("min"));
  expect([...pixels]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("more neurons than pixels: the least or the greatest of each column is shown, never the mean", () => {
  const values = Float32Array.of(9, 1, 8, 7, 200, 6);
  const window = { x0: 0, x1: 6, firstLayer: 0, nRows: 1 };
  const pixels = new Uint32Array(2);
  paintMap(pixels, 2, values, 6, window, ink("min"));
  expect([...pixels]).toEqual([1, 6]);
  paintMap(pixels, 2, values, 6, window, ink("max"));
  expect([...pixels]).toEqual([9, 200]);
});

test("a zoomed window paints the neurons and layers in it, several pixels each", () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => i);
  const pixels = new Uint32Array(8);
  paintMap(pixels, 4, values, 4, { x0: 1, x1: 3, firstLayer: 1, nRows: 2 }, ink("min"));
  expect([...pixels]).toEqual([5, 5, 6, 6, 9, 9, 10, 10]);
});

test("a missing value has its own colour, and loses to any value in its column", () => {
  const values = Float32Array.of(Number.NaN, Number.NaN, Number.NaN, 4, 7, Number.NaN);
  for (const bin of ["min", "max"] as const) {
    const pixels = new Uint32Array(3);
    paintMap(pixels, 3, values, 6, { x0: 0, x1: 6, firstLayer: 0, nRows: 1 }, ink(bin));
    expect([...pixels]).toEqual([MISSING, 4, 7]);
  }
});

test("values beyond the domain have the colours of its ends", () => {
  const pixels = new Uint32Array(3);
  const narrow: MapInk = { ...ink("min"), domain: [10, 20] };
  paintMap(pixels, 3, Float32Array.of(-5, 15, 99), 3, { x0: 0, x1: 3, firstLayer: 0, nRows: 1 }, narrow);
  expect([...pixels]).toEqual([0, 128, 255]);
});

test("pixels that do not hold the rows are refused", () => {
  const window = { x0: 0, x1: 3, firstLayer: 0, nRows: 2 };
  expect(() => paintMap(new Uint32Array(5), 3, new Float32Array(6), 3, window, ink("min"))).toThrow(RangeError);
});

test("every neuron of a window is in a column, columns follow one another without gap", () => {
  const sizes = fc.record({ dMlp: fc.integer({ min: 1, max: 20_000 }), width: fc.integer({ min: 1, max: 4000 }) });
  fc.assert(
    fc.property(sizes, ({ dMlp, width }) => {
      const window = { x0: 0, x1: dMlp, firstLayer: 0, nRows: 1 };
      const columns = Array.from({ length: width }, (_, c) => columnNeurons(window, width, c, dMlp));
      expect(columns.filter(([from, to]) => to <= from)).toEqual([]);
      expect(columns.filter(([from], c) => from > (columns[c - 1]?.[1] ?? 0))).toEqual([]);
      expect(columns.at(-1)![1]).toBe(dMlp);
    }),
  );
});

test("binValue agrees with a sort", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.float({ noNaN: true }), { nil: Number.NaN })), (list) => {
      // Zeros of both signs are one value, of which a sort makes two.
      const values = Float32Array.from(list, (value) => value + 0);
      const sorted = values.filter((value) => !Number.isNaN(value)).sort();
      expect(binValue(values, 0, values.length, "min")).toEqual(sorted[0] ?? Number.NaN);
      expect(binValue(values, 0, values.length, "max")).toEqual(sorted.at(-1) ?? Number.NaN);
    }),
  );
});
