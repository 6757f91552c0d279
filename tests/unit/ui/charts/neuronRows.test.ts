import { expect, test } from "vitest";
import type { NeuronTable } from "../../../../src/lape/neuronTable";
import { memberLanguages, orderRows } from "../../../../src/ui/charts/neuronRows";

const table: NeuronTable = {
  languages: ["afr_Latn", "npi_Deva"],
  layer: Uint32Array.of(3, 0, 3, 1),
  index: Uint32Array.of(7, 9, 2, 4),
  entropy: Float32Array.of(0.5, 0.5, Number.NaN, 0.1),
  probability: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.9, 0.3, 0.1, 0.7),
  member: Uint8Array.of(1, 0, 0, 1, 1, 1, 0, 0),
};
const ALL = { language: null, layer: null };
const order = (by: Parameters<typeof orderRows>[1]["by"], descending = false, filter: typeof ALL | object = ALL) => [
  ...orderRows(table, { by, descending }, { ...ALL, ...filter }),
];

test("rows are sorted by each property; equal ones by layer and index in either direction", () => {
  expect(order("entropy")).toEqual([3, 1, 0, 2]);
  expect(order("entropy", true)).toEqual([1, 0, 3, 2]);
  expect(order("layer")).toEqual([1, 3, 2, 0]);
  expect(order("layer", true)).toEqual([2, 0, 3, 1]);
  expect(order({ language: 0 }, true)).toEqual([2, 0, 1, 3]);
  expect(order({ language: 1 }, true)).toEqual([1, 3, 2, 0]);
});

test("rows are filtered by language and by layer", () => {
  expect(order("entropy", false, { language: 0 })).toEqual([0, 2]);
  expect(order("entropy", false, { layer: 3 })).toEqual([0, 2]);
  expect(order("entropy", false, { language: 1, layer: 3 })).toEqual([2]);
  expect(order("entropy", false, { language: 1, layer: 1 })).toEqual([]);
});

test("the languages of a row are those with a mark", () => {
  expect([0, 1, 2, 3].map((row) => memberLanguages(table, row))).toEqual([[0], [1], [0, 1], []]);
});
