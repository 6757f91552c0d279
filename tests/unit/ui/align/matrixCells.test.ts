import { describe, expect, test } from "vitest";
import {
  type Matrix,
  matrixFigure,
  matrixSummary,
  matrixTable,
  matrixTitle,
} from "../../../../src/ui/align/matrixCells";
import { measureOf } from "../../../../src/ui/align/measures";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { HeatmapTrace } from "../../../../src/ui/charts/heatmapTrace";
import { BLUE_WHITE_ORANGE, toCss } from "../../../../src/ui/charts/palette";
import { handmade } from "./handmade";

const frame: FigureFrame = { theme: PRINT_THEME, width: 640, height: 400, source: "babel-7m q4", titled: true };
const models = [
  { name: "base", result: handmade(0.1) },
  { name: "tuned", result: handmade(0.3) },
];
const matrix = (change: Partial<Matrix> = {}): Matrix => ({
  ...{ measure: measureOf("cosine"), isCentred: false, layer: 1, shows: "first", models },
  ...change,
});
const cells = (shown: Matrix) => matrixFigure(shown, frame).data[0] as HeatmapTrace;
const rounded = (z: HeatmapTrace["z"]) => z.map((row) => row.map((value) => value && Number(value.toFixed(6))));

describe("language x language", () => {
  test("is symmetric without a diagonal, and both models share a scale", () => {
    const first = cells(matrix());
    expect(rounded(first.z)).toEqual([
      [null, 0.6, 0.7],
      [0.6, null, 0.8],
      [0.7, 0.8, null],
    ]);
    const second = cells(matrix({ shows: "second" }));
    expect(second.z[0]![1]).toBeCloseTo(0.8, 12);
    expect([first.zmin, first.zmax]).toEqual([second.zmin, second.zmax]);
    expect(first.zmin).toBeCloseTo(0.6, 12);
    expect(first.zmax).toBeCloseTo(1, 12);
    expect(first.customdata[0]![1]).toBe("Welsh and German<br>Cosine 0.6 (0.55–0.65)");
  });

  test("says where there is no interval", () => {
    const cka = cells(matrix({ measure: measureOf("cka") }));
    expect(cka.customdata[0]![1]).toBe("Welsh and German<br>Linear CKA 0.61 (0.55–0.67)");
    const distance = cells(matrix({ measure: measureOf("centroidDistance"), layer: 0 }));
    expect(distance.customdata[0]![1]).toBe("Welsh and German<br>Centroid distance 50, no interval");
    const difference = cells(matrix({ shows: "difference" }));
    expect(difference.customdata[0]![1]).toBe("Welsh and German<br>Cosine 0.2, no interval");
  });

  test("of retrieval goes from the row to the column, on a scale of shares", () => {
    const retrieval = cells(matrix({ measure: measureOf("retrieval") }));
    expect(retrieval.z[0]![1]).toBeCloseTo(0.3, 12);
    expect(retrieval.z[1]![0]).toBeCloseTo(0.15, 12);
    expect([retrieval.zmin, retrieval.zmax]).toEqual([0, 1]);
    expect(matrixTable(matrix({ measure: measureOf("retrieval") })).rows).toHaveLength(6);
    expect(matrixTable(matrix()).rows).toHaveLength(3);
  });

  test("of a difference has white at zero and ends alike on both sides", () => {
    const difference = cells(matrix({ shows: "difference" }));
    expect(rounded(difference.z)[0]).toEqual([null, 0.2, 0.2]);
    expect(difference.zmin).toBe(-difference.zmax);
    expect(difference.colorscale[4]).toEqual([0.5, toCss(BLUE_WHITE_ORANGE[4]!)]);
    expect(BLUE_WHITE_ORANGE[4]).toEqual([255, 255, 255]);
    // Nothing changed: all white, on a scale that is none of noise.
    const same = cells(matrix({ shows: "difference", layer: 0 }));
    expect(rounded(same.z)[0]).toEqual([null, 0, 0]);
    expect([same.zmin, same.zmax]).toEqual([-1, 1]);
  });

  test("says what it shows, and where most is", () => {
    expect(matrixTitle(matrix({ isCentred: true, shows: "difference" }))).toBe(
      "Cosine, mean-centred, layer 1: tuned − base",
    );
    expect(matrixTitle(matrix({ measure: measureOf("cka"), isCentred: true }))).toBe("Linear CKA, layer 1: base");
    expect(matrixSummary(matrix())).toMatch(/3 by 3 languages, Cosine. Most: German and English, .8/);
  });
});
