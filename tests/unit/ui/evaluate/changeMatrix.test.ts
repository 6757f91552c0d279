import { expect, test } from "vitest";
import type { DeactivationResult } from "../../../../src/evaluate/deactivationResult";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { CellTextTrace, HeatmapTrace } from "../../../../src/ui/charts/heatmapTrace";
import {
  deactivationFigure,
  deactivationTable,
  findingOf,
  reachOf,
} from "../../../../src/ui/evaluate/deactivation/changeMatrix";

const frame = (width: number): FigureFrame => ({
  theme: PRINT_THEME,
  ...{ width, height: 600, source: "made", titled: true },
});
const interval = (change: number) => ({ low: change - 0.1, high: change + 0.1 });
const changes = [
  [0.5, 0.05, 0],
  [0.3, 0.2, -0.125],
];
const random = [
  [0.01, 0, 0.02],
  [0, -0.02, 0],
];
const base = [2, 3, 4];
const result: DeactivationResult = {
  seqLen: 64,
  maskLanguages: ["cym_Latn", "mlt_Latn"],
  nNeurons: [12, 1],
  textLanguages: ["cym_Latn", "mlt_Latn", "eng_Latn"],
  tokens: [63, 63, 126],
  tailTokens: [0, 1, 2],
  unmeasured: [],
  windows: [12, 12, 24],
  baseNats: base,
  maskNats: changes.map((row) => row.map((change, k) => base[k]! + change)),
  randomNats: random.map((row) => row.map((change, k) => base[k]! + change)),
  maskIntervals: changes.map((row) => row.map(interval)),
  randomIntervals: random.map((row) => row.map(interval)),
  resamples: 100,
  seed: 1,
};

const heatmapsOf = (width: number) =>
  deactivationFigure(result, reachOf([result]), frame(width)).data.filter(
    (trace) => trace.type === "heatmap",
  ) as HeatmapTrace[];

test("both matrices are changes of the loss on one scale with zero at the white", () => {
  const [mask, control] = heatmapsOf(1000);
  for (const [m, row] of changes.entries()) {
    for (const [k, change] of row.entries()) expect(mask!.z[m]![k]).toBeCloseTo(change, 12);
  }
  expect(control!.z[1]![1]).toBeCloseTo(-0.02, 12);
  for (const trace of [mask!, control!]) {
    expect(trace.zmin).toBeCloseTo(-0.5, 12);
    expect(trace.zmax).toBeCloseTo(0.5, 12);
    expect(trace.colorscale[4]).toEqual([0.5, "rgb(255,255,255)"]);
  }
  expect([mask!.showscale, control!.showscale]).toEqual([true, false]);
});

test("a cell says whose neurons, which text, how much, and how sure", () => {
  const [mask, control] = heatmapsOf(1000);
  expect(mask!.customdata[1]![0]).toBe(
    [
      "without 1\u00a0neuron of mlt_Latn",
      "Welsh (cym_Latn): +0.300 nats, 95 % +0.200 to +0.400",
      "loss 2.000 to 2.300, perplexity × 1.35",
      "63 predicted tokens",
    ].join("<br>"),
  );
  expect(control!.customdata[0]![2]).toContain("without 12\u00a0random neurons in the layers of cym_Latn");
  const numbers = deactivationFigure(result, reachOf([result]), frame(1000)).data[1] as CellTextTrace;
  expect(numbers.text).toEqual([".50", ".05", "0", ".30", ".20", "−.13"]);
});

test("the two lie side by side where there is room, and one below the other where there is not", () => {
  const wide = deactivationFigure(result, reachOf([result]), frame(1000)).layout;
  expect(wide.xaxis!.domain![1]).toBeLessThan(wide.xaxis2!.domain![0]!);
  expect(wide.yaxis!.domain).toEqual(wide.yaxis2!.domain);
  const narrow = deactivationFigure(result, reachOf([result]), frame(360)).layout;
  expect(narrow.yaxis!.domain![0]).toBeGreaterThan(narrow.yaxis2!.domain![1]!);
  expect(narrow.xaxis!.domain).toEqual(narrow.xaxis2!.domain);
});

test("a language's own loss is told apart from the others'", () => {
  const finding = findingOf(result);
  expect(finding.own).toBeCloseTo((0.5 + 0.2) / 2, 12);
  expect(finding.others).toBeCloseTo((0.05 + 0 + 0.3 - 0.125) / 4, 12);
  expect(finding.random).toBeCloseTo(0.01 / 6, 12);
  // Zeroing Maltese neurons hurts Welsh more than Maltese.
  expect(finding).toMatchObject({ specific: 1, compared: 2, surelyHurt: 2 });
  // Of so few windows nothing is sure.
  expect(findingOf({ ...result, windows: [12, 9, 24] }).surelyHurt).toBe(1);
  const apart = findingOf({ ...result, maskLanguages: ["fra_Latn", "tur_Latn"] });
  expect(apart).toMatchObject({ own: null, compared: 0 });
});

test("several results share the scale of the largest change", () => {
  const larger = { ...result, randomNats: result.randomNats.map((row) => row.map((nats) => nats - 0.75)) };
  expect(reachOf([result])).toBeCloseTo(0.5, 12);
  expect(reachOf([result, larger])).toBeCloseTo(0.77, 12);
  expect(reachOf([{ ...result, maskNats: [], randomNats: [] }])).toBeGreaterThan(0);
});

test("the table has a row a mask, kind and text", () => {
  const { columns, rows } = deactivationTable(result);
  expect(rows).toHaveLength(12);
  expect(columns).toHaveLength(rows[0]!.length);
  expect(rows[0]!.slice(0, 6)).toEqual(["cym_Latn", "mask", "cym_Latn", 12, 63, 2]);
  expect(rows.slice(0, 3).map((row) => row.at(-1))).toEqual([0, 1, 2]);
  expect(rows[6]!.slice(0, 3)).toEqual(["cym_Latn", "random", "cym_Latn"]);
});
