import { expect, test } from "vitest";
import { cellRect, type MapShape, wholeMap, zoomAt } from "../../../../src/ui/charts/mapView";
import { pressKey } from "../../../../src/ui/neurons/map/mapKeys";

const shape: MapShape = { nLayers: 6, dMlp: 768, width: 768, height: 120 };
const whole = wholeMap(shape);
const plain = { shiftKey: false, ctrlKey: false, metaKey: false };
const press = (key: string, cell = { layer: 2, index: 100 }, more = {}, view = whole) =>
  pressKey({ ...plain, key, ...more }, { cell, view }, shape);

test("arrows move by a cell and stop at the edges", () => {
  expect(press("ArrowRight")!.cell).toEqual({ layer: 2, index: 101 });
  expect(press("ArrowUp")!.cell).toEqual({ layer: 1, index: 100 });
  expect(press("ArrowUp", { layer: 0, index: 0 })!.cell).toEqual({ layer: 0, index: 0 });
  expect(press("ArrowRight", { layer: 0, index: 767 })!.cell.index).toBe(767);
});

test("larger steps: Shift, PageDown, Home, End, Ctrl and End", () => {
  expect(press("ArrowRight", undefined, { shiftKey: true })!.cell.index).toBe(119);
  expect(press("PageDown")!.cell.index).toBe(292);
  expect(press("Home")!.cell).toEqual({ layer: 2, index: 0 });
  expect(press("End", undefined, { ctrlKey: true })!.cell).toEqual({ layer: 5, index: 767 });
});

test("plus zooms about the cursor, which stays in sight; 0 shows all", () => {
  let state = { cell: { layer: 5, index: 760 }, view: whole };
  for (let i = 0; i < 12; i++) state = press("+", state.cell, {}, state.view)!;
  const { x, width } = cellRect(shape, state.view, state.cell);
  expect(width).toBeCloseTo(40);
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(768 + 1e-6);
  expect(press("0", state.cell, {}, state.view)!.view).toEqual(whole);
});

test("a cursor that leaves the picture takes it along", () => {
  const view = zoomAt(shape, whole, 20, 0, 0);
  const moved = press("End", { layer: 0, index: 3 }, {}, view)!;
  expect(cellRect(shape, moved.view, moved.cell).x + moved.view.cellWidth).toBeCloseTo(768);
});

test("keys of the browser and of the page stay theirs", () => {
  expect(press("a")).toBeNull();
  expect(press("ArrowLeft", undefined, { metaKey: true })).toBeNull();
  expect(press("+", undefined, { ctrlKey: true })).toBeNull();
});
