import { describe, expect, test } from "vitest";
import { changeText } from "../../../src/export/report/numberText";
import {
  DASH,
  formatBytes,
  formatChange,
  formatColumn,
  formatCount,
  formatDate,
  formatDuration,
  formatEstimate,
  formatFigure,
  formatNats,
  formatNeuron,
  formatPercent,
  formatPlural,
  formatProgress,
  formatSpeed,
} from "../../../src/ui/format";

/** The page keeps a number and its unit together with a no-break space. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("numbers on the page", () => {
  test.each([
    [-0.0234, 3, "−0.023"],
    [0.01, 3, "+0.010"],
    [0.00996, 3, "+0.010"],
    [-0.0051, 3, "−0.0051"],
    [0.00042, 3, "+0.00042"],
    [-0.000012, 3, "−1.2e-5"],
    [0, 3, "±0.000"],
    [12.34, 1, "+12.3"],
    [0.34, 1, "+0.34"],
    [0.996, 1, "+1.0"],
    [Number.NaN, 3, DASH],
  ])("change %d with %d decimals", (change, decimals, text) => expect(formatChange(change, decimals)).toBe(text));

  test.each([-0.0234, 0.01, 0.00996, -0.0051, 0.00042, -0.000012, 0, 12.34, -0.0001, 0.0000999])(
    "change %d reads the same in a report",
    (change) => expect(changeText(change)).toBe(formatChange(change)),
  );

  test.each([
    [0, "0"],
    [999, "999"],
    [18432, "18,432"],
    [458752, "458,752"],
    [Number.NaN, DASH],
  ])("count %d", (value, text) => expect(formatCount(value)).toBe(text));

  test.each([
    [0, "0"],
    [0.31159, "0.312"],
    [5123.4, "5,120"],
    [-2.5, "-2.5"],
    [0.00001234, "1.2e-5"],
    [Number.POSITIVE_INFINITY, DASH],
  ])("figure %d", (value, text) => expect(formatFigure(value)).toBe(text));

  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [999.6, "1.00 kB"],
    [11_000, "11.0 kB"],
    [7_654_321, "7.65 MB"],
    [999_900, "1.00 MB"],
    [2.4e9, "2.40 GB"],
    [5e14, "500 TB"],
  ])("bytes %d", (value, text) => expect(plain(formatBytes(value))).toBe(text));

  test.each([
    [0, "0:00"],
    [5.1, "0:06"],
    [59.5, "1:00"],
    [125, "2:05"],
    [3723, "1:02:03"],
    [Number.POSITIVE_INFINITY, DASH],
    [-1, DASH],
  ])("duration %d s", (value, text) => expect(formatDuration(value)).toBe(text));

  test("percentages keep three digits, progress none", () => {
    expect(plain(formatPercent(0.05123))).toBe("5.12 %");
    expect(plain(formatPercent(1))).toBe("100 %");
    expect(plain(formatProgress(999, 1000))).toBe("99 %");
    expect(plain(formatProgress(1000, 1000))).toBe("100 %");
    expect(formatProgress(0, 0)).toBe(DASH);
  });

  test("units, plurals and intervals", () => {
    expect(plain(formatPlural(1, "language"))).toBe("1 language");
    expect(plain(formatPlural(16, "language"))).toBe("16 languages");
    expect(plain(formatPlural(2, "entry", "entries"))).toBe("2 entries");
    expect(plain(formatSpeed(5123))).toBe("5,120 tok/s");
    expect(formatSpeed(null)).toBe(DASH);
    expect(plain(formatNats(0.3105))).toBe("0.311 nats");
    expect(formatNats(Number.NaN)).toBe(DASH);
    expect(formatEstimate(0.3115, 0.298, 0.3274)).toBe("0.312 (0.298–0.327)");
    expect(formatNeuron(3, 417)).toBe("L3N417");
  });

  test("columns keep their decimals", () => {
    expect([0.2, 0.21159, 1].map(formatColumn)).toEqual(["0.200", "0.212", "1.000"]);
    expect(formatColumn(Number.NaN)).toBe(DASH);
  });

  test("a date that is none is a dash", () => {
    expect(formatDate("2026-11-21T12:00:00Z")).toMatch(/^21 Nov 2026, \d\d:00$/);
    expect(formatDate("yesterday")).toBe(DASH);
  });
});
