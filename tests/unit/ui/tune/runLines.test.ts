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
  textTokens: 4096,
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
  test("show the validation loss of the trained language over tokens", () => {
    const { lines, title, y } = runLines(drawn, "validation");
    expect(title).toBe("Validation loss");
    expect(y).toContain("nats");
    expect(lines.map(({ name, x, y }) => [name, x, y])).toEqual([
      ["masked <b>", [0, 256], [4.2, 4.1]],
      ["random", [], []],
    ]);
  });

  test("show another language's validation, the training loss, the gradient norm or the learning rate", () => {
    expect(runLines(drawn, { language: "eng_Latn" })).toMatchObject({
      title: "Validation loss of English",
      lines: [{ x: [0, 256], y: [4.9, 5] }, { x: [] }],
    });
    expect(runLines(drawn, "training").lines[0]).toMatchObject({ x: [128, 256], y: [3.9, 3.8] });
    expect(runLines(drawn, "gradNorm").lines[0]!.y).toEqual([0.4, 0.3]);
    expect(runLines(drawn, "learningRate").lines[1]!.y).toEqual([1e-3, 1e-3]);
  });

  test("give their numbers as rows", () => {
    expect(runTable(drawn, "gradNorm")).toEqual({
      columns: ["run", "tokens", "global norm"],
      rows: [
        ["masked <b>", 128, 0.4],
        ["masked <b>", 256, 0.3],
        ["random", 128, 0.4],
        ["random", 256, 0.3],
      ],
    });
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
  const { data, layout } = linesFigure(runLines(drawn, "training"), frame);
  const traces = data as LineTrace[];

  test("explains itself: title, axes, legend, source", () => {
    expect(layout.title).toMatchObject({ text: "Training loss" });
    expect(layout.xaxis!.title).toMatchObject({ text: "tokens trained on" });
    expect(layout.yaxis!.title).toMatchObject({ text: "loss (nats / token)" });
    expect(layout.showlegend).toBe(true);
    expect(layout.annotations![0]!.text).toBe(frame.source);
    expect(traces.map(({ name }) => name)).toEqual(["masked &lt;b>", "random"]);
  });

  test("tells lines of one colour apart by dash and marker", () => {
    const [first, second] = traces;
    expect(first!.line.color).not.toBe(second!.line.color);
    expect(first!.line.dash).not.toBe(second!.line.dash);
    expect(first!.marker.symbol).not.toBe(second!.marker.symbol);
  });

  test("leaves the legend to the page where it is not saved", () => {
    expect(linesFigure(runLines(drawn, "training"), { ...frame, titled: false }).layout.showlegend).toBe(false);
  });
});
