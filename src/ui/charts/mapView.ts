/** The map and the frame it is shown in, in CSS pixels. */
export interface MapShape {
  readonly nLayers: number;
  readonly dMlp: number;
  readonly width: number;
  readonly height: number;
}

/** What is seen: the neuron and layer at the upper left corner (fractional), and the width of a cell in pixels. */
export interface MapView {
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
}

export interface Cell {
  readonly layer: number;
  readonly index: number;
}

/** Cells grow to this size: large enough to hit with a finger. */
const LARGEST_CELL = 40;

const fitWidth = ({ width, dMlp }: MapShape): number => width / dMlp;
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));

/** All layers fit until cells have become square; from there on both directions grow. */
export function cellHeight({ height, nLayers }: MapShape, { cellWidth }: MapView): number {
  return Math.max(height / nLayers, cellWidth);
}

export function wholeMap(shape: MapShape): MapView {
  return { x: 0, y: 0, cellWidth: fitWidth(shape) };
}

/** The nearest view that leaves no part of the frame empty. */
export function held(shape: MapShape, view: MapView): MapView {
  const fit = fitWidth(shape);
  const cellWidth = clamp(view.cellWidth, fit, LARGEST_CELL);
  const rows = shape.height / cellHeight(shape, { ...view, cellWidth });
  return {
    x: clamp(view.x, 0, shape.dMlp - shape.width / cellWidth),
    y: clamp(view.y, 0, shape.nLayers - rows),
    cellWidth,
  };
}

/** Larger by `factor`; what lies under the point (px, py) of the frame stays there. */
export function zoomAt(shape: MapShape, view: MapView, factor: number, px: number, py: number): MapView {
  const cellWidth = clamp(view.cellWidth * factor, fitWidth(shape), LARGEST_CELL);
  const next = { ...view, cellWidth };
  return held(shape, {
    x: view.x + px / view.cellWidth - px / cellWidth,
    y: view.y + py / cellHeight(shape, view) - py / cellHeight(shape, next),
    cellWidth,
  });
}

/** Moved as a hand drags paper: by (dx, dy) pixels. */
export function panBy(shape: MapShape, view: MapView, dx: number, dy: number): MapView {
  return held(shape, { ...view, x: view.x - dx / view.cellWidth, y: view.y - dy / cellHeight(shape, view) });
}

/** The cell under a point of the frame; null outside. */
export function cellAt(shape: MapShape, view: MapView, px: number, py: number): Cell | null {
  if (px < 0 || py < 0 || px >= shape.width || py >= shape.height) return null;
  return {
    layer: clamp(Math.floor(view.y + py / cellHeight(shape, view)), 0, shape.nLayers - 1),
    index: clamp(Math.floor(view.x + px / view.cellWidth), 0, shape.dMlp - 1),
  };
}

/** Where a cell lies in the frame. */
export function cellRect(shape: MapShape, view: MapView, { layer, index }: Cell) {
  const height = cellHeight(shape, view);
  return { x: (index - view.x) * view.cellWidth, y: (layer - view.y) * height, width: view.cellWidth, height };
}

/** The view moved by as little as brings a cell into the frame. */
export function reveal(shape: MapShape, view: MapView, { layer, index }: Cell): MapView {
  const columns = shape.width / view.cellWidth;
  const rows = shape.height / cellHeight(shape, view);
  return held(shape, {
    ...view,
    x: clamp(view.x, index + 1 - columns, index),
    y: clamp(view.y, layer + 1 - rows, layer),
  });
}
