import { describe, expect, test } from "vitest";
import { type BandLine, bandLinesFigure } from "../../../../src/ui/charts/bandLines";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { LineTrace } from "../../../../src/ui/charts/lineTrace";
import type { AreaTrace } from "../../../../src/ui/charts/shapeTrace";

const frame: FigureFrame = { theme: PRINT_THEME, width: 640, height: 400, source: "here", titled: false };
const line = (change: Partial<BandLine> = {}): BandLine => ({
  name: "Welsh <b>",
  style: { series: 2, marker: "square" },
  kind: "first",
  y: [1, 2, 3],
  band: { low: [0.5, 1.5, 2.5], high: [1.5, 2.5, 3.5] },
  hover: [["a"], ["b", "c<"], ["d"]],
  ...change,
});
const figure = (lines: readonly BandLine[], saved = false, at: number | null = 1) =>
  bandLinesFigure({ title: "T", x: "layer", y: "cosine", lines, hasZero: false, at }, { ...frame, titled: saved });

describe("lines with bands", () => {
  test("a band goes along the upper ends and back along the lower, in the line's colour, below all lines", () => {
    const { data } = figure([line(), line({ name: "other", style: { series: 0, marker: "circle" } })]);
    expect(data).toHaveLength(4);
    const band = data[0] as AreaTrace;
    expect(band.x).toEqual([0, 1, 2, 2, 1, 0]);
    expect(band.y).toEqual([1.5, 2.5, 3.5, 2.5, 1.5, 0.5]);
    expect(band.fillcolor).toBe("rgba(0,158,115,0.16)");
    const drawn = data[2] as LineTrace;
    expect(drawn.line.color).toBe(PRINT_THEME.series[2]);
    expect(drawn).toMatchObject({ name: "Welsh &lt;b>", x: [0, 1, 2], y: [1, 2, 3] });
    expect(drawn.customdata![1]).toBe("b<br>c&lt;");
  });

  test("what a line is of is told by its dash and marks, too", () => {
    const kinds = (["first", "second", "reference"] as const).map((kind) => line({ kind, band: null }));
    const traces = figure(kinds).data as LineTrace[];
    expect(traces.map(({ line: { dash }, marker, mode }) => [dash, marker.symbol, mode])).toEqual([
      ["solid", "square", "lines+markers"],
      ["dash", "square-open", "lines+markers"],
      ["1px,3px", "square", "lines"],
    ]);
  });

  test("the layer that others show is marked on the page, not in a saved picture", () => {
    expect(figure([line()]).layout.shapes).toMatchObject([{ x0: 1, x1: 1 }]);
    expect(figure([line()], true).layout.shapes).toBeUndefined();
    expect(figure([line()], false, null).layout.shapes).toBeUndefined();
    expect(figure([line()], true).layout.showlegend).toBe(true);
  });
});
