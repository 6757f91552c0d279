import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cellAt,
  cellHeight,
  cellRect,
  type MapShape,
  type MapView,
  panBy,
  reveal,
  wholeMap,
  zoomAt,
} from "../../../../src/ui/charts/mapView";

const large: MapShape = { nLayers: 32, dMlp: 14_336, width: 1000, height: 160 };
const small: MapShape = { nLayers: 6, dMlp: 768, width: 900, height: 150 };

const within = (shape: MapShape, view: MapView) => {
  expect(view.x).toBeGreaterThanOrEqual(0);
  expect(view.y).toBeGreaterThanOrEqual(0);
  expect(view.x * view.cellWidth + shape.width).toBeLessThanOrEqual(shape.dMlp * view.cellWidth + 1e-6);
  const height = cellHeight(shape, view);
  expect(view.y * height + shape.height).toBeLessThanOrEqual(shape.nLayers * height + 1e-6);
};

test("the whole map fills the frame in both directions", () => {
  const view = wholeMap(large);
  expect(view).toEqual({ x: 0, y: 0, cellWidth: 1000 / 14_336 });
  expect(cellHeight(large, view)).toBe(5);
  expect(cellAt(large, view, 999.99, 159.9)).toEqual({ layer: 31, index: 14_335 });
});

test("zoom widens cells alone until they are square, then grows both", () => {
  const wide = zoomAt(large, wholeMap(large), 4 / (1000 / 14_336), 500, 80);
  expect(wide.cellWidth).toBeCloseTo(4);
  expect(cellHeight(large, wide)).toBe(5);
  const square = zoomAt(large, wide, 5, 500, 80);
  expect(square.cellWidth).toBeCloseTo(20);
  expect(cellHeight(large, square)).toBeCloseTo(20);
});

test("what lies under the pointer stays there while zooming", () => {
  const point = fc.record({
    px: fc.double({ min: 200, max: 800, noNaN: true }),
    py: fc.double({ min: 40, max: 120, noNaN: true }),
    factor: fc.double({ min: 1, max: 500, noNaN: true }),
  });
  fc.assert(
    fc.property(point, ({ px, py, factor }) => {
      const before = zoomAt(large, wholeMap(large), 3, 500, 80);
      const after = zoomAt(large, before, factor, px, py);
      expect(after.x + px / after.cellWidth).toBeCloseTo(before.x + px / before.cellWidth, 6);
      const row = (view: MapView) => view.y + py / cellHeight(large, view);
      expect(row(after)).toBeCloseTo(row(before), 6);
    }),
  );
});

test("no zoom and no drag leaves a part of the frame empty", () => {
  const move = fc.record({
    factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
    px: fc.double({ min: 0, max: 900, noNaN: true }),
    py: fc.double({ min: 0, max: 150, noNaN: true }),
    dx: fc.double({ min: -3000, max: 3000, noNaN: true }),
    dy: fc.double({ min: -3000, max: 3000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.constantFrom(large, small), fc.array(move, { maxLength: 6 }), (shape, moves) => {
      let view = wholeMap(shape);
      for (const { factor, px, py, dx, dy } of moves) {
        view = panBy(shape, zoomAt(shape, view, factor, px, py), dx, dy);
        within(shape, view);
      }
    }),
  );
});

test("a drag moves the map with the hand", () => {
  const view = zoomAt(small, wholeMap(small), 10, 450, 75);
  expect(panBy(small, view, 30, 0).x).toBeCloseTo(view.x - 30 / view.cellWidth);
});

test("a cell is found where it is drawn", () => {
  const view = zoomAt(large, wholeMap(large), 300, 400, 60);
  const cell = cellAt(large, view, 403, 61)!;
  const { x, y, width, height } = cellRect(large, view, cell);
  expect(x).toBeLessThanOrEqual(403);
  expect(x + width).toBeGreaterThan(403);
  expect(y).toBeLessThanOrEqual(61);
  expect(y + height).toBeGreaterThan(61);
  expect(cellAt(large, view, -1, 60)).toBeNull();
  expect(cellAt(large, view, 400, 160)).toBeNull();
});

test("a cell out of sight is brought in by the least move, one in sight moves nothing", () => {
  const view = zoomAt(large, wholeMap(large), 200, 0, 0);
  const shown = reveal(large, view, { layer: 31, index: 9000 });
  const { x, y, width, height } = cellRect(large, shown, { layer: 31, index: 9000 });
  expect(x + width).toBeCloseTo(1000);
  expect(y + height).toBeLessThanOrEqual(160 + 1e-6);
  expect(reveal(large, shown, { layer: 31, index: 9000 })).toEqual(shown);
});
