import type { FigureTheme } from "../../charts/figure";
import { type Cell, cellRect, type MapShape, type MapView } from "../../charts/mapView";
import type { Rect } from "./mapScene";

/** Cells to be pointed out. */
export interface MapMarks {
  /** Under the pointer, or where the keyboard is. */
  readonly cursor: Cell | null;
  /** In the inspector. */
  readonly chosen: Cell | null;
}

/** A frame around a cell never gets smaller than this. */
const SMALLEST = 7;

function outline(ctx: CanvasRenderingContext2D, at: Rect, colors: readonly [outer: string, inner: string]): void {
  const width = Math.max(SMALLEST, at.width);
  const left = at.left + at.width / 2 - width / 2;
  for (const [i, color] of colors.entries()) {
    ctx.strokeStyle = color;
    ctx.lineWidth = i === 0 ? 4 : 2;
    ctx.strokeRect(left - 1, at.top - 1, width + 2, at.height + 2);
  }
}

/** Draws the frames over the map: two-coloured, so that they show on every cell colour. */
export function drawMarks(
  ctx: CanvasRenderingContext2D,
  { cursor, chosen }: MapMarks,
  {
    shape,
    view,
    plot,
    theme,
    ratio,
  }: { shape: MapShape; view: MapView; plot: Rect; theme: FigureTheme; ratio: number },
): void {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left - 4, plot.top - 4, plot.width + 8, plot.height + 8);
  ctx.clip();
  const rectOf = (cell: Cell): Rect => {
    const { x, y, width, height } = cellRect(shape, view, cell);
    return { left: plot.left + x, top: plot.top + y, width, height };
  };
  if (chosen) outline(ctx, rectOf(chosen), [theme.paper, theme.accent]);
  if (cursor) outline(ctx, rectOf(cursor), [theme.paper, theme.text]);
  ctx.restore();
}
