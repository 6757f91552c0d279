import { type Cell, type MapShape, type MapView, reveal, wholeMap, zoomAt } from "../../charts/mapView";

export interface MapCursor {
  readonly cell: Cell;
  readonly view: MapView;
}

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** A key makes cells larger by this factor. */
const ZOOM = 1.5;
/** Shift and an arrow cross the picture in so many steps. */
const STRIDES = 40;

function moved({ key, shiftKey, ctrlKey }: KeyPress, { layer, index }: Cell, shape: MapShape, view: MapView) {
  const columns = shape.width / view.cellWidth;
  const stride = shiftKey ? Math.max(1, Math.round(columns / STRIDES)) : 1;
  const page = Math.max(1, Math.round(columns / 4));
  switch (key) {
    case "ArrowLeft":
      return { layer, index: index - stride };
    case "ArrowRight":
      return { layer, index: index + stride };
    case "ArrowUp":
      return { layer: layer - 1, index };
    case "ArrowDown":
      return { layer: layer + 1, index };
    case "PageUp":
      return { layer, index: index - page };
    case "PageDown":
      return { layer, index: index + page };
    case "Home":
      return { layer: ctrlKey ? 0 : layer, index: 0 };
    case "End":
      return { layer: ctrlKey ? shape.nLayers - 1 : layer, index: shape.dMlp - 1 };
    default:
      return null;
  }
}

const held = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));

/**
 * Where a key takes the cursor and the view: arrows by a cell (with Shift by a stride), PageUp and PageDown by a quarter of the
 * picture, Home and End to the ends of the layer (with Ctrl to the first and last layer), + and - zoom about the cursor, 0 shows
 * the whole map. Null for keys that are not the map's.
 */
export function pressKey(press: KeyPress, { cell, view }: MapCursor, shape: MapShape): MapCursor | null {
  if (press.metaKey || (press.ctrlKey && press.key !== "Home" && press.key !== "End")) return null;
  if (press.key === "0") return { cell, view: wholeMap(shape) };
  if (press.key === "+" || press.key === "=" || press.key === "-") {
    const factor = press.key === "-" ? 1 / ZOOM : ZOOM;
    const px = (cell.index + 0.5 - view.x) * view.cellWidth;
    const py = shape.height / 2;
    return { cell, view: reveal(shape, zoomAt(shape, view, factor, px, py), cell) };
  }
  const to = moved(press, cell, shape, view);
  if (!to) return null;
  const inside = { layer: held(to.layer, shape.nLayers), index: held(to.index, shape.dMlp) };
  return { cell: inside, view: reveal(shape, view, inside) };
}
