import { expect, test } from "vitest";
import { figureSource } from "../../../../src/ui/neurons/useFigureSource";
import type { SelectionSummary } from "../../../../src/worker/selectionProtocol";

const selection: SelectionSummary = {
  languages: ["mlt_Latn", "isl_Latn"],
  members: [1, 1],
  layerCounts: Uint32Array.of(1, 1),
  nLayers: 1,
  dMlp: 4,
  selected: 2,
  threshold: 0.1,
  bar: 0.1,
  config: { topRate: 0.05, filterRate: 0.95, activationBarRatio: 0.9 },
  source: "lape",
  counted: { nTokens: 3000, complete: false, modelName: "b", dtype: "q4", date: "2026-03-04T00:00:00.000Z" },
  warnings: [],
  revision: 3,
};

test("a picture's origin is that of the counts its neurons were selected from", () => {
  const said = {
    model: "b",
    dtype: "q4",
    nLanguages: 2,
    nTokens: 3000,
    complete: false,
    date: "2026-03-04T00:00:00.000Z",
  };
  expect(figureSource({ selection }, false)).toEqual({ ...said, selection: null });
  expect(figureSource({ selection }, true)).toEqual({ ...said, selection: "LAPE 0.05 / 0.95 / 0.9" });
});

test("a mask from a file says nothing of tokens, model or date", () => {
  const mask = { ...selection, source: "file", config: null, threshold: null, bar: null, counted: null } as const;
  expect(figureSource({ selection: mask }, true)).toEqual({
    model: null,
    dtype: null,
    nLanguages: 2,
    nTokens: null,
    complete: false,
    date: null,
    selection: "mask from a file",
  });
});
