import { expect, test } from "vitest";
import { type FigureFrame, PRINT_THEME } from "../../../../src/ui/charts/figure";
import { layerCountsFigure } from "../../../../src/ui/charts/layerCounts";
import { scaleFigure } from "../../../../src/ui/charts/scaleFigure";

const frame: FigureFrame = { theme: PRINT_THEME, width: 600, height: 300, source: "s", titled: true };
const counts = { languages: ["afr_Latn"], layerCounts: Uint32Array.of(5, 4), nLayers: 2 };

test("a scaled figure is larger in its pixels and the same in its data", () => {
  const figure = layerCountsFigure(counts, frame);
  const { data, layout } = scaleFigure(figure, 3);
  expect([layout.width, layout.height]).toEqual([1800, 900]);
  expect(layout.margin!.l).toBe(3 * figure.layout.margin!.l!);
  expect(layout.title).toMatchObject({ font: { size: 39, weight: 600 }, pad: { t: 30 } });
  expect(layout.xaxis!.tickfont!.size).toBe(30);
  expect(layout.xaxis!.range).toEqual([-0.5, 1.5]);
  expect(data[0]).toMatchObject({ z: [[5, 4]], zmax: 5, xgap: 3, colorbar: { thickness: 30, len: 1 } });
});
