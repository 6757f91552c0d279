import { expect, test } from "vitest";
import { changesFigure, isSure } from "../../../../src/ui/charts/changes";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { IntervalTrace } from "../../../../src/ui/charts/intervalTrace";
import { styleAt } from "../../../../src/ui/languageStyle";

const frame: FigureFrame = { theme: PRINT_THEME, width: 640, height: 400, source: "made", titled: true };
const change = (value: number, low: number, high: number) => ({
  ...{ value, low, high, hover: ["<b>", "made"] },
  isSure: isSure({ low, high }),
});
const changes = {
  title: "Change",
  x: "nats",
  rows: ["Welsh", "Maltese", "English"],
  series: [
    { name: "one", style: styleAt(0), changes: [change(-0.5, -0.7, -0.4), null, change(0.1, -0.1, 0.2)] },
    { name: "two", style: styleAt(1), changes: [change(0.2, 0.1, 0.4), change(0, 0, 0), null] },
  ],
};

test("an interval that leaves out zero is sure", () => {
  expect([isSure({ low: 0.1, high: 2 }), isSure({ low: -2, high: -0.1 }), isSure({ low: 0, high: 1 })]).toEqual([
    true,
    true,
    false,
  ]);
});

const rowOf = (y: number): number => Math.floor(y + 0.5);

test("a point a row and series, with the bounds' distances; rows without a value have none", () => {
  const { data, layout } = changesFigure(changes, frame);
  const [one, two] = data as IntervalTrace[];
  expect(one!.x).toEqual([-0.5, 0.1]);
  expect(one!.error_x.arrayminus[0]).toBeCloseTo(0.2, 12);
  expect(one!.error_x.array[0]).toBeCloseTo(0.1, 12);
  // The series stand beside each other within a row.
  expect(one!.y.map(rowOf)).toEqual([0, 2]);
  expect(two!.y.map(rowOf)).toEqual([0, 1]);
  expect(one!.y[0]).toBeLessThan(two!.y[0]!);
  expect(layout.yaxis!.ticktext).toEqual(["Welsh", "Maltese", "English"]);
  expect(layout.yaxis!.range).toEqual([2.5, -0.5]);
  expect(layout.xaxis!.zeroline).toBe(true);
});

test("what could be chance is hollow, and text from files is no markup", () => {
  const [one] = changesFigure(changes, frame).data as IntervalTrace[];
  expect(one!.marker.color).toEqual([PRINT_THEME.series[0], PRINT_THEME.paper]);
  expect(one!.customdata[0]).toBe("&lt;b><br>made");
});

test("only a saved picture of several series has a legend of its own", () => {
  expect(changesFigure(changes, frame).layout.showlegend).toBe(true);
  expect(changesFigure(changes, { ...frame, titled: false }).layout.showlegend).toBe(false);
  expect(changesFigure({ ...changes, series: [changes.series[0]!] }, frame).layout.showlegend).toBe(false);
});
