import { describe, expect, test } from "vitest";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { LineTrace } from "../../../../src/ui/charts/lineTrace";
import { type Plane, planeFigure, rangeOf } from "../../../../src/ui/charts/plane";
import type { PointTrace } from "../../../../src/ui/charts/shapeTrace";

const frame: FigureFrame = { theme: PRINT_THEME, width: 640, height: 400, source: "here", titled: false };
const plane = (change: Partial<Plane> = {}): Plane => ({
  ...{ title: "T", x: "PC 1", y: "PC 2", range: { x: [-1, 11], y: [-2, 2] } },
  groups: [
    { name: "Welsh", style: { series: 0, marker: "circle" }, x: [0, 1], y: [0, 1], hover: [["a"], ["b"]] },
    { name: "English", style: { series: 1, marker: "square" }, x: [10, 11], y: [2, 3], hover: [["c"], ["d"]] },
  ],
  ...{ joined: [], chosen: null },
  ...change,
});

describe("a plane of points", () => {
  test("colour and mark tell groups apart, a click tells the place, and units are as long across as up", () => {
    const { data, layout } = planeFigure(plane(), frame);
    expect(data.map((trace) => (trace as PointTrace).marker.symbol)).toEqual(["circle", "square"]);
    expect((data[1] as PointTrace).ids).toEqual(["0", "1"]);
    expect(layout.yaxis).toMatchObject({ scaleanchor: "x", scaleratio: 1 });
    expect(layout.xaxis!.range).toEqual([-1, 11]);
  });

  test("translations are joined through all groups, each with a gap behind it", () => {
    const joins = planeFigure(plane({ joined: [0, 1] }), frame).data[0] as LineTrace;
    expect(joins.x).toEqual([0, 10, Number.NaN, 1, 11, Number.NaN]);
    expect(joins.y).toEqual([0, 2, Number.NaN, 1, 3, Number.NaN]);
  });

  test("a chosen sentence stands out in every group, above the others", () => {
    const { data } = planeFigure(plane({ chosen: 1 }), frame);
    const [line, ...points] = data.slice(-3) as [LineTrace, PointTrace, PointTrace];
    expect(line.x).toEqual([1, 11, Number.NaN]);
    expect(points.map(({ x, y, ids }) => [x[0], y[0], ids![0]])).toEqual([
      [1, 1, "1"],
      [11, 3, "1"],
    ]);
    expect(points[0]!.marker.size).toBeGreaterThan((data[0] as PointTrace).marker.size);
  });

  test("a range has room at its ends, also where all values are one", () => {
    expect(rangeOf([[0, 10], [-10]])).toEqual([-11, 11]);
    expect(rangeOf([[3, 3]])).toEqual([2, 4]);
    expect(rangeOf([[]])).toEqual([-1, 1]);
  });
});
