import { describe, expect, test } from "vitest";
import { PRINT_THEME } from "../../../../src/ui/charts/figure";
import { linesFigure } from "../../../../src/ui/charts/lines";
import type { LineTrace } from "../../../../src/ui/charts/lineTrace";
import { styleAt } from "../../../../src/ui/languageStyle";
import { type DrawnRun, forgettingLines, forgettingTable, runLines, runTable } from "../../../../src/ui/tune/runLines";

const curves = {
  id: "a",
  tokens: Float64Array.of(128, 256),
  lossNats: Float64Array.of(3.9, 3.8),
  learningRate: Float64Array.of(1e-3, 1e-3),
  gradNorm: Float64Array.of(0.4, 0.3),
  validations: [
    { step: 0, tokens: 0, lossNats: { cym_Latn: 4.2, eng_Latn: 4.9 } },
    { step: 2, tokens: 256, lossNats: { cym_Latn: 4.1, eng_Latn: 5.0 } },
  ],
};
const run = { id: "a", name: "masked <b>", language: "cym_Latn" };
const drawn: DrawnRun[] = [
  { run, curves, style: styleAt(0) },
  {
    run: { id: "b", name: "random", language: "cym_Latn" },
    curves: { ...curves, id: "b", validations: [] },
    style: styleAt(9),
  },
];
const frame = { theme: PRINT_THEME, width: 640, height: 400, source: "babel-7m q4", titled: true };

describe("runs in one chart", () => {
  test("show the validation loss of the trained language over tokens, before it the training loss, faint", () => {
    const { lines, title, y } = runLines(drawn, "loss");
    expect(title).toMatch(/validation/i);
    expect(y).toContain("nats");
    expect(lines.map(({ name, isFaint, x, y }) => [name, isFaint, x, y])).toEqual([
      ["masked <b>", true, [128, 256], [3.9, 3.8]],
      ["random", true, [128, 256], [3.9, 3.8]],
      ["masked <b>", false, [0, 256], [4.2, 4.1]],
      ["random", false, [], []],
    ]);
  });

  test("show the training loss alone where none was validated", () => {
    const { lines, title } = runLines([drawn[1]!], "loss");
    expect(title).toBe("Training loss");
    expect(lines.map(({ isFaint }) => isFaint)).toEqual([false]);
  });

  test("show another language's validation, the gradient norm or the learning rate", () => {
    expect(runLines(drawn, { language: "eng_Latn" }).lines[0]).toMatchObject({ x: [0, 256], y: [4.9, 5] });
    expect(runLines(drawn, "gradNorm").lines[0]!.y).toEqual([0.4, 0.3]);
    expect(runLines(drawn, "learningRate").lines[1]!.y).toEqual([1e-3, 1e-3]);
  });

  test("give their numbers as rows", () => {
    expect(runTable(drawn, "gradNorm").rows).toEqual([
      ["masked <b>", "shown", 128, 0.4],
      ["masked <b>", "shown", 256, 0.3],
      ["random", "shown", 128, 0.4],
      ["random", "shown", 256, 0.3],
    ]);
  });
});

describe("the forgetting of a run", () => {
  test("is the change since its start, the trained language first", () => {
    const { lines, hasZero } = forgettingLines(curves, "eng_Latn", () => styleAt(0));
    expect(hasZero).toBe(true);
    expect(lines.map(({ name }) => name)).toEqual(["English", "Welsh"]);
    expect(lines[0]!.y[1]).toBeCloseTo(0.1, 12);
    expect(lines[1]!.y[1]).toBeCloseTo(-0.1, 12);
    expect(forgettingTable(curves).rows[3]).toEqual([2, 256, "eng_Latn", 5]);
  });

  test("is nothing before the first validation", () => {
    expect(forgettingLines({ ...curves, validations: [] }, "eng_Latn", () => styleAt(0)).lines).toEqual([]);
  });
});

describe("a figure of lines", () => {
  const { data, layout } = linesFigure(runLines(drawn, "loss"), frame);
  const traces = data as LineTrace[];

  test("explains itself: title, axes, legend, source", () => {
    expect(layout.title).toMatchObject({ text: expect.stringContaining("Loss") });
    expect(layout.xaxis!.title).toMatchObject({ text: "tokens trained on" });
    expect(layout.yaxis!.title).toMatchObject({ text: "loss (nats / token)" });
    expect(layout.showlegend).toBe(true);
    expect(layout.annotations![0]!.text).toBe(frame.source);
    expect(traces.filter(({ showlegend }) => showlegend).map(({ name }) => name)).toEqual(["masked &lt;b>", "random"]);
  });

  test("tells lines of one colour apart by dash and marker", () => {
    const [first, second] = traces.filter(({ showlegend }) => showlegend);
    expect(first!.line.color).not.toBe(second!.line.color);
    expect(first!.line.dash).not.toBe(second!.line.dash);
    expect(first!.marker.symbol).not.toBe(second!.marker.symbol);
  });

  test("leaves the legend to the page where it is not saved", () => {
    expect(linesFigure(runLines(drawn, "loss"), { ...frame, titled: false }).layout.showlegend).toBe(false);
  });
});
