import { expect, test } from "vitest";
import { toCsv } from "../../../../src/ui/charts/csv";
import { type Figure, type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { CellTextTrace, HeatmapTrace } from "../../../../src/ui/charts/heatmapTrace";
import { languageLabels } from "../../../../src/ui/charts/languageLabels";
import { layerCountsFigure, layerCountsTable } from "../../../../src/ui/charts/layerCounts";
import { overlapFigure, overlapTable, pairOverlap } from "../../../../src/ui/charts/overlap";
import { contrast, parseRgb } from "../../../../src/ui/charts/palette";

const frame: FigureFrame = {
  theme: PRINT_THEME,
  width: 640,
  height: 400,
  source: "babel-7m q4 · 3 languages · 9,000 tokens · 2026-11-21",
  titled: true,
};
const counts = { languages: ["afr_Latn", "npi_Deva"], layerCounts: Uint32Array.of(0, 4, 1, 2, 0, 7), nLayers: 3 };

const cells = (data: Figure["data"]) => data[0] as HeatmapTrace;
const numbers = (data: Figure["data"]) => data[1] as CellTextTrace;

test("layer counts: languages down, layers across, from zero to the largest", () => {
  const { data, layout } = layerCountsFigure(counts, frame);
  expect(cells(data).z).toEqual([
    [0, 4, 1],
    [2, 0, 7],
  ]);
  expect([cells(data).zmin, cells(data).zmax]).toEqual([0, 7]);
  expect(layout.xaxis!.ticktext).toEqual(["0", "1", "2"]);
  expect(layout.yaxis!.ticktext).toEqual(["afr", "npi"]);
  expect(cells(data).customdata[1]![2]).toBe("npi_Deva, layer 2: 7 neurons");
});

test("a figure explains itself: title, axes, unit, source", () => {
  const { data, layout } = layerCountsFigure(counts, frame);
  expect(layout.title).toMatchObject({ text: "Neurons per layer and language" });
  expect(layout.xaxis!.title).toMatchObject({ text: "layer" });
  expect(layout.yaxis!.title).toMatchObject({ text: "language" });
  expect(cells(data).colorbar).toMatchObject({ title: { text: "neurons" } });
  expect(layout.annotations![0]!.text).toBe(frame.source);
});

test("cells have numbers when they are few, each of AA contrast on its colour; zeros have none", () => {
  const { data } = layerCountsFigure(counts, frame);
  expect(numbers(data).text).toEqual(["4", "1", "2", "7"]);
  expect(numbers(data).x).toEqual([1, 2, 0, 2]);
  expect(numbers(data).y).toEqual([0, 0, 1, 1]);
  // 7 of 7 is the yellow end, 1 of 7 lies in the dark blue.
  const [yellow, blue] = [parseRgb("rgb(255,233,69)"), parseRgb("rgb(20,57,108)")];
  expect(contrast(parseRgb(numbers(data).textfont.color[3]!), yellow)).toBeGreaterThan(4.5);
  expect(contrast(parseRgb(numbers(data).textfont.color[1]!), blue)).toBeGreaterThan(4.5);
});

test("many cells have no numbers and thinned labels", () => {
  const languages = Array.from({ length: 100 }, (_, k) => `q${String(k).padStart(2, "0")}_Latn`);
  const many = { languages, layerCounts: new Uint32Array(100 * 32).fill(12), nLayers: 32 };
  const { data, layout } = layerCountsFigure(many, frame);
  expect(data).toHaveLength(1);
  expect(layout.yaxis!.ticktext!.length).toBeLessThan(40);
});

test("names from files are text, never markup", () => {
  const evil = { ...counts, languages: ["<a href='javascript:x'>_Latn", "npi_Deva"] };
  const { data, layout } = layerCountsFigure(evil, { ...frame, source: "<b>model</b>" });
  expect(JSON.stringify([cells(data).customdata, layout.yaxis!.ticktext, layout.annotations])).not.toContain("<");
});

/** afr has 4 neurons, npi 6, rus 2; afr and npi share 2, npi and rus 0, afr and rus 1. */
const overlap = {
  languages: ["afr_Latn", "npi_Deva", "rus_Cyrl"],
  shared: Uint32Array.of(4, 2, 1, 2, 6, 0, 1, 0, 2),
  expected: Float32Array.of(4, 1, 0.25, 1, 6, 2, 0.25, 2, 2),
};

test("a pair's overlap: shared / either, shared / expected", () => {
  expect(pairOverlap(overlap, 0, 1)).toEqual({ shared: 2, expected: 1, jaccard: 2 / 8, ratio: 2 });
  expect(pairOverlap(overlap, 0, 2)).toEqual({ shared: 1, expected: 0.25, jaccard: 1 / 5, ratio: 4 });
  const none = { languages: ["a", "b"], shared: new Uint32Array(4), expected: new Float32Array(4) };
  expect(pairOverlap(none, 0, 1)).toEqual({ shared: 0, expected: 0, jaccard: null, ratio: null });
});

test("overlap has no colour on the diagonal, and is symmetric", () => {
  for (const measure of ["shared", "jaccard", "over expectation"] as const) {
    const { z } = cells(overlapFigure(overlap, measure, frame).data);
    for (const a of [0, 1, 2]) {
      expect(z[a]![a]).toBeNull();
      for (const b of [0, 1, 2]) expect(z[a]![b]).toBe(z[b]![a]);
    }
  }
});

test.each([
  ["shared", "Neurons shared by two languages", "neurons"],
  ["jaccard", "Overlap of two languages (Jaccard index)", "Jaccard index"],
  ["over expectation", "Shared neurons over chance", "times chance"],
] as const)("the overlap figure of %s is titled, with its unit", (measure, title, unit) => {
  const { data, layout } = overlapFigure(overlap, measure, frame);
  expect(layout.title).toMatchObject({ text: title });
  expect(cells(data).colorbar).toMatchObject({ title: { text: unit } });
});

test("over expectation: doublings on a scale whose middle, white, is one time chance", () => {
  const { data } = overlapFigure(overlap, "over expectation", frame);
  expect(cells(data).z[0]).toEqual([null, 1, 2]);
  expect([cells(data).zmin, cells(data).zmax]).toEqual([-2, 2]);
  // None of two expected: the lower end, which says that it stands for less.
  expect(cells(data).z[1]![2]).toBe(-2);
  expect(cells(data).colorbar).toMatchObject({ ticktext: ["≤ 1/4", "1/2", "1", "2", "4"] });
  expect(numbers(data).text).toEqual(["4", "2", "4", "2", "6", "0", "4", "0", "2"]);
});

test("none found where chance gives fewer than one says nothing", () => {
  const rare = { ...overlap, expected: Float32Array.of(4, 1, 0.25, 1, 6, 0.9, 0.25, 0.9, 2) };
  expect(cells(overlapFigure(rare, "over expectation", frame).data).z[1]![2]).toBeNull();
});

test("tables hold the numbers of the figures, and CSV quotes what needs it", () => {
  expect(layerCountsTable(counts)).toEqual({
    columns: ["language", "layer 0", "layer 1", "layer 2"],
    rows: [
      ["afr_Latn", 0, 4, 1],
      ["npi_Deva", 2, 0, 7],
    ],
  });
  expect(overlapTable(overlap).rows).toEqual([
    ["afr_Latn", "npi_Deva", 2, 1, 0.25, 2],
    ["afr_Latn", "rus_Cyrl", 1, 0.25, 0.2, 4],
    ["npi_Deva", "rus_Cyrl", 0, 2, 0, 0],
  ]);
  expect(
    toCsv({
      columns: ["a,b", "c"],
      rows: [
        ['say "x"', null],
        ["two\nlines", 0.1],
      ],
    }),
  ).toBe('"a,b",c\r\n"say ""x""",\r\n"two\nlines",0.1\r\n');
});

test("axes drop the script unless two languages share a code", () => {
  expect(languageLabels(["mlt_Latn", "srp_Latn", "srp_Cyrl"])).toEqual(["mlt", "srp_Latn", "srp_Cyrl"]);
});
