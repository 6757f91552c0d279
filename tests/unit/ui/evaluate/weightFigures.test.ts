import { describe, expect, test } from "vitest";
import type { Projection, TensorChange } from "../../../../src/evaluate/weightChangeResult";
import { PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { LineTrace } from "../../../../src/ui/charts/lineTrace";
import type { AreaTrace, BarTrace, BoxTrace, PointTrace } from "../../../../src/ui/charts/shapeTrace";
import { histogramFigure, mergeHistograms } from "../../../../src/ui/evaluate/weights/changeHistogram";
import { scatterFigure } from "../../../../src/ui/evaluate/weights/changeScatter";
import { layerNorms, type MeasuredRun, type Shown } from "../../../../src/ui/evaluate/weights/measuredRun";
import { normFigure, normTable } from "../../../../src/ui/evaluate/weights/normLines";
import { sharedRange, spreadFigure } from "../../../../src/ui/evaluate/weights/spreadFigure";

function tensor(layer: number | null, projection: Projection, l2: number): TensorChange {
  return {
    ...{ layer, projection, tensor: `${layer}.${projection}`, n: 4, l2, l2Original: 10 },
    summary: { min: -l2, q1: -1, median: 0.5, q3: 1, max: l2, mean: 0 },
    histogram: { edges: [-l2, 0, l2], counts: [3, 1] },
    density: { at: [-l2, 0, l2], density: [0.25, 0.5, 0] },
    sample: { original: [0.5, -0.5], change: [0.1, 0.2] },
  };
}

const run: MeasuredRun = {
  id: "e1",
  name: "masked <b>",
  result: {
    ...{ seed: 1, nLayers: 3 },
    tensors: [
      tensor(0, "gate", 3),
      tensor(2, "gate", 2),
      tensor(0, "other", 3),
      tensor(0, "other", 4),
      tensor(null, "other", 9),
    ],
  },
};
const frame = { theme: PRINT_THEME, width: 640, height: 400, source: "babel-7m q4", titled: true };
const shown: Shown = { projection: "gate", layer: null, isPublished: false };

describe("norms by layer", () => {
  test("are 0 where nothing was trained, and the root of squares over tensors; outer tensors are in none", () => {
    expect(layerNorms(run.result, "gate", false)).toEqual([3, 0, 2]);
    expect(layerNorms(run.result, "other", false)).toEqual([5, 0, 0]);
    expect(layerNorms(run.result, "gate", true)).toEqual([0.3, 0, 0.2]);
    expect(layerNorms(run.result, "up", false)).toEqual([0, 0, 0]);
  });

  test("a line a projection that changed; a second run's are broken and named; names are text", () => {
    const one = normFigure([run], { isRelative: false, isPublished: false }, frame).data as LineTrace[];
    expect(one.map(({ name, y }) => [name, y])).toEqual([
      ["gate", [3, 0, 2]],
      ["other", [5, 0, 0]],
    ]);
    const two = normFigure([run, { ...run, id: "e2" }], { isRelative: false, isPublished: true }, frame)
      .data as LineTrace[];
    expect(two.map(({ line }) => line.dash)).toEqual(["solid", "solid", "dash", "dash"]);
    expect(two[0]!.name).toBe("gate, masked &lt;b>");
    expect(two[0]!.line.color).toBe("rgb(0,0,255)");
  });

  test("the table has every tensor of every run", () => {
    expect(normTable([run]).rows.map((row) => row.slice(0, 6))).toContainEqual([
      "0.gate",
      "masked <b>",
      0,
      "gate",
      4,
      3,
    ]);
    expect(normTable([run, run]).rows).toHaveLength(10);
  });
});

describe("spread over layers", () => {
  test("violins are as wide as the density, around their layer", () => {
    const [violin, quartiles] = spreadFigure(run, shown, "violin", undefined, frame).data as AreaTrace[];
    expect(violin!.x.map((x) => Number(x.toFixed(2)))).toEqual([-0.21, -0.42, 0, 0, 0.42, 0.21]);
    expect(violin!.y).toEqual([-3, 0, 3, 3, 0, -3]);
    expect([Math.min(...quartiles!.y), Math.max(...quartiles!.y)]).toEqual([-1, 1]);
  });

  test("boxes take the quartiles as they were measured, whiskers the extremes; tensors outside the layers are left out", () => {
    const [boxes] = spreadFigure(run, { ...shown, projection: "other" }, "box", undefined, frame).data as BoxTrace[];
    expect([boxes!.x, boxes!.q1, boxes!.q3]).toEqual([
      [0, 0],
      [-1, -1],
      [1, 1],
    ]);
    expect([boxes!.lowerfence, boxes!.upperfence]).toEqual([
      [-3, -4],
      [3, 4],
    ]);
  });

  test("two runs share a range", () => {
    const wide = { ...run, result: { ...run.result, tensors: [tensor(1, "gate", 10)] } };
    expect(sharedRange([run, wide], shown)).toEqual([-11, 11]);
    expect(sharedRange([run], { projection: "up" })).toBeUndefined();
  });
});

describe("histogram and scatter", () => {
  test("of one layer as measured", () => {
    const [bars] = histogramFigure(run, { ...shown, layer: 2 }, false, frame).data as BarTrace[];
    expect([bars!.x, bars!.y, bars!.width]).toEqual([[-1, 1], [3, 1], 2]);
  });

  test("on a logarithmic scale one weight still has a bar, and the highest fits", () => {
    const { layout } = histogramFigure(run, { ...shown, layer: 2 }, true, frame);
    const [low, high] = layout.yaxis!.range as [number, number];
    expect(layout.yaxis!.type).toBe("log");
    expect(10 ** low).toBeLessThan(1);
    expect(10 ** high).toBeGreaterThan(3);
  });

  test("of several, each count lies where its bin was", () => {
    const merged = mergeHistograms([
      { edges: [0, 50, 100], counts: [100, 50] },
      { edges: [0, 10, 20], counts: [10, 20] },
    ]);
    expect(merged.edges).toHaveLength(101);
    expect(merged.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(180, 9);
    // 2 a unit below 50 and 1 above, with 1 more below 10 and 2 more from there to 20.
    for (const [at, want] of [
      [5, 3],
      [15, 4],
      [30, 2],
      [70, 1],
    ] as const)
      expect(merged.counts[at]).toBeCloseTo(want, 9);
  });

  test("of nothing but equal changes there is one bar", () => {
    const same = { edges: [0, 0, 0], counts: [0, 7] };
    expect(mergeHistograms([same, same]).counts.reduce((sum, count) => sum + count, 0)).toBe(14);
  });

  test("the scatter has the sampled weights of the chosen layers", () => {
    const [all] = scatterFigure(run, shown, frame).data as PointTrace[];
    expect([all!.x, all!.y]).toEqual([
      [0.5, -0.5, 0.5, -0.5],
      [0.1, 0.2, 0.1, 0.2],
    ]);
    const [one] = scatterFigure(run, { ...shown, layer: 2 }, frame).data as PointTrace[];
    expect(one!.x).toHaveLength(2);
  });
});
