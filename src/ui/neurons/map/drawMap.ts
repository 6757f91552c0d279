import { paintMap } from "../../charts/mapPixels";
import { cellHeight } from "../../charts/mapView";
import { packRgb, paletteTable, parseRgb } from "../../charts/palette";
import { drawAxes, drawColorBar, drawText } from "./drawFrame";
import { type Canvas2d, type MapScene, plotRect, type Rect, shapeOf } from "./mapScene";

/** Gaps between cells from these sizes on, in CSS pixels. */
const GAP = { rows: 5, columns: 6 };

/** The cells that are seen: a picture of one row a layer, stretched to the rows' height. */
function drawCells(ctx: Canvas2d, scene: MapScene, plot: Rect, ratio: number): void {
  const { map, style, view, frame } = scene;
  const height = cellHeight(shapeOf(map, plot), view);
  const firstLayer = Math.floor(view.y);
  const nRows = Math.min(map.nLayers, Math.ceil(view.y + plot.height / height - 1e-6)) - firstLayer;
  const width = Math.round(plot.width * ratio);
  const picture = new ImageData(width, nRows);
  paintMap(
    new Uint32Array(picture.data.buffer),
    width,
    map.values,
    map.dMlp,
    { x0: view.x, x1: view.x + plot.width / view.cellWidth, firstLayer, nRows },
    {
      bin: style.bin,
      domain: style.domain,
      table: paletteTable(style.palette),
      // Of selected neurons, the others are none: the dark end. Elsewhere a cell without a value is set apart.
      missing: packRgb(map.kind === "selected" ? style.palette[0]! : parseRgb(frame.theme.missing)),
    },
  );
  const rows = new OffscreenCanvas(width, nRows);
  rows.getContext("2d")!.putImageData(picture, 0, 0);

  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left, plot.top, plot.width, plot.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(rows, plot.left, plot.top + (firstLayer - view.y) * height, plot.width, nRows * height);
  ctx.fillStyle = frame.theme.paper;
  if (height >= GAP.rows) {
    for (let r = 1; r <= nRows; r++)
      ctx.fillRect(plot.left, rowEdge(plot, firstLayer + r - view.y, height), plot.width, 1);
  }
  if (view.cellWidth >= GAP.columns) {
    const first = Math.ceil(view.x);
    const last = Math.floor(view.x + plot.width / view.cellWidth);
    for (let j = first; j <= last; j++) {
      ctx.fillRect(Math.round(plot.left + (j - view.x) * view.cellWidth), plot.top, 1, plot.height);
    }
  }
  ctx.restore();
}

const rowEdge = (plot: Rect, rows: number, height: number): number => Math.round(plot.top + rows * height) - 1;

/** Draws the map with axes, colour bar and source line; `ratio` device pixels a CSS pixel. Only what is seen is computed. */
export function drawMap(ctx: Canvas2d, scene: MapScene, ratio: number): void {
  const plot = plotRect(scene.frame);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = scene.frame.theme.paper;
  ctx.fillRect(0, 0, scene.frame.width, scene.frame.height);
  drawCells(ctx, scene, plot, ratio);
  drawAxes(ctx, scene, plot);
  drawColorBar(ctx, scene, plot);
  drawText(ctx, scene, plot);
}
