import { wholeTicks } from "../../charts/axisTicks";
import { FONT } from "../../charts/figure";
import { cellHeight } from "../../charts/mapView";
import { colorAt, toCss } from "../../charts/palette";
import { formatCount } from "../../format";
import { type Canvas2d, type MapScene, type Rect, SOURCE_LINE, shapeOf, sourceLines } from "./mapScene";

const TICK_FONT = `10px ${FONT}`;
const AXIS_FONT = `11px ${FONT}`;
const BAR = { gap: 12, width: 10 };
/** Room that a neuron's number and a layer's number need. */
const LABEL = { width: 64, height: 12 };

function write(ctx: Canvas2d, text: string, x: number, y: number, align: CanvasTextAlign): void {
  ctx.textAlign = align;
  ctx.fillText(text, x, y);
}

/** Text that runs along an axis, centred on a point: upwards to the left of a plot, downwards to its right. */
function writeTurned(ctx: Canvas2d, text: string, x: number, y: number, turn: "up" | "down"): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(turn === "up" ? -Math.PI / 2 : Math.PI / 2);
  write(ctx, text, 0, 0, "center");
  ctx.restore();
}

/** Layers to the left, neurons below: both counted from 0, ticks at the middle of their cells. */
export function drawAxes(ctx: Canvas2d, { map, view, frame }: MapScene, plot: Rect): void {
  const height = cellHeight(shapeOf(map, plot), view);
  const bottom = plot.top + plot.height;
  ctx.fillStyle = frame.theme.text2;
  ctx.strokeStyle = frame.theme.text2;
  ctx.textBaseline = "middle";
  ctx.font = TICK_FONT;

  const lastRow = Math.min(map.nLayers - 1, view.y + plot.height / height - 0.5);
  for (const l of wholeTicks(Math.ceil(view.y - 0.5), Math.floor(lastRow), Math.floor(plot.height / LABEL.height))) {
    write(ctx, String(l), plot.left - 6, plot.top + (l + 0.5 - view.y) * height, "right");
  }
  const lastColumn = Math.min(map.dMlp - 1, view.x + plot.width / view.cellWidth - 0.5);
  for (const j of wholeTicks(Math.ceil(view.x - 0.5), Math.floor(lastColumn), Math.floor(plot.width / LABEL.width))) {
    const x = plot.left + (j + 0.5 - view.x) * view.cellWidth;
    ctx.fillRect(Math.round(x - 0.5), bottom, 1, 4);
    write(ctx, formatCount(j), x, bottom + 11, "center");
  }
  ctx.font = AXIS_FONT;
  writeTurned(ctx, "layer", 12, plot.top + plot.height / 2, "up");
}

export function drawColorBar(ctx: Canvas2d, { style, frame }: MapScene, plot: Rect): void {
  const left = plot.left + plot.width + BAR.gap;
  const [low, high] = style.domain;
  const gradient = ctx.createLinearGradient(0, plot.top + plot.height, 0, plot.top);
  for (let i = 0; i <= 32; i++) gradient.addColorStop(i / 32, toCss(colorAt(style.palette, i / 32)));
  ctx.fillStyle = gradient;
  ctx.fillRect(left, plot.top, BAR.width, plot.height);
  ctx.fillStyle = frame.theme.text2;
  ctx.font = TICK_FONT;
  ctx.textBaseline = "middle";
  for (const { value, label } of style.ticks) {
    const share = (value - low) / (high - low);
    const y = plot.top + plot.height * (1 - share);
    ctx.fillRect(left + BAR.width, Math.round(y - 0.5), 3, 1);
    // The labels of the two ends stay inside the picture.
    write(ctx, label, left + BAR.width + 6, Math.min(plot.top + plot.height - 4, Math.max(plot.top + 4, y)), "left");
  }
  ctx.font = AXIS_FONT;
  writeTurned(ctx, style.quantity, frame.width - 10, plot.top + plot.height / 2, "down");
}

/** The source line and the name of the neuron axis below, and in saved pictures the title above. */
export function drawText(ctx: Canvas2d, { style, frame }: MapScene, plot: Rect): void {
  ctx.textBaseline = "alphabetic";
  if (frame.titled) {
    ctx.fillStyle = frame.theme.text;
    ctx.font = `600 13px ${FONT}`;
    write(ctx, style.title, 12, 22, "left");
  }
  ctx.fillStyle = frame.theme.text2;
  ctx.font = TICK_FONT;
  const lines = sourceLines(frame);
  const firstLine = frame.height - 6 - SOURCE_LINE * (lines.length - 1);
  for (const [i, line] of lines.entries()) {
    write(ctx, line, 12, firstLine + SOURCE_LINE * i, "left");
  }
  // The axis is named at its end, beside the source line: the map needs the height.
  ctx.font = AXIS_FONT;
  write(ctx, "neuron", plot.left + plot.width, firstLine, "right");
}
