import { type Markup, markup } from "./markup";
import { figureText } from "./numberText";
import { axes, figure, numberTicks, PLOT, place, rangeOf, scaleX, scaleY, sign, ticksOf } from "./svgFrame";

export interface ChartLine {
  readonly name: string;
  /** Number of its colour. */
  readonly series: number;
  /** Broken: a second channel beside the colour. */
  readonly isDashed?: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Points that stand out, by their place. */
  readonly marked?: readonly number[];
}

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly ChartLine[];
  /** The y axis goes through 0. */
  readonly withZero?: boolean;
  /** x are layers and the like: a tick a number where there is room. */
  readonly isWhole?: boolean;
}

const DASH = "6 4";
/** Fewer points have a dot each. */
const MOST_DOTTED = 40;
const ROOM_FOR_TICKS = 13;

const endOf = ({ name, y }: ChartLine): string => `${name} ends at ${figureText(y.at(-1))}`;

function drawLine(
  { series, isDashed, x, y, marked = [] }: ChartLine,
  toX: (x: number) => number,
  toY: typeof toX,
): Markup {
  const points = x.map((value, i) => `${place(toX(value))},${place(toY(y[i]!))}`);
  const color = `c${series % 8}`;
  const dots = x.length > MOST_DOTTED ? [] : points.map((_, i) => i);
  return markup`<g><polyline class="stroke ${color}" points="${points.join(" ")}" stroke-dasharray="${isDashed ? DASH : "none"}"/>${dots.map((i) => sign(series, toX(x[i]!), toY(y[i]!)))}${marked.map(
    (i) =>
      markup`<circle class="stroke ${color}" cx="${place(toX(x[i]!))}" cy="${place(toY(y[i]!))}" r="6"><title>${figureText(y[i])}</title></circle>`,
  )}</g>`;
}

/** Lines over one axis. Points with a value that is no number are left out. */
export function lineChart({ title, x, y, lines, withZero = false, isWhole = false }: LineChart): Markup {
  const rangeX = rangeOf(
    lines.flatMap((line) => line.x),
    !isWhole,
  );
  const rangeY = rangeOf(
    lines.flatMap((line) => line.y),
    withZero,
  );
  const [toX, toY] = [scaleX(rangeX, PLOT), scaleY(rangeY, PLOT)];
  const ticksX = ticksOf(rangeX, ROOM_FOR_TICKS).filter((tick) => !isWhole || Number.isInteger(tick));
  const drawn = [
    axes(
      { title: x, ticks: numberTicks(ticksX, toX) },
      { title: y, ticks: numberTicks(ticksOf(rangeY, 6), toY) },
      PLOT,
    ),
    ...lines.map((line) => drawLine(line, toX, toY)),
  ];
  const legend = lines.map(({ name, series, isDashed }) => ({ name, series, dash: isDashed ? DASH : undefined }));
  return figure(title, `${title}: ${lines.map(endOf).join("; ")}`, PLOT, drawn, legend);
}
