import { type Content, type Markup, markup } from "./markup";
import { figureText } from "./numberText";

/** Room around a plot, in units of the picture; a unit is a CSS pixel at full size. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const PLOT: Plot = { width: 720, height: 300, left: 64, right: 12, top: 10, bottom: 40 };

/** From a value to a place in the picture. */
export type Scale = (value: number) => number;

/** Digits of a coordinate that an eye can tell. */
export const place = (coordinate: number): string => String(Math.round(coordinate * 10) / 10);

/** Range of values with a little room, and zero where asked; 0 to 1 where there is nothing. */
export function rangeOf(values: readonly number[], withZero: boolean): readonly [number, number] {
  let [low, high] = withZero ? [0, 0] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!Number.isFinite(low)) return [0, 1];
  if (low === high) return [low - 0.5 * (Math.abs(low) || 1), high + 0.5 * (Math.abs(high) || 1)];
  const room = 0.05 * (high - low);
  return [withZero && low === 0 ? 0 : low - room, withZero && high === 0 ? 0 : high + room];
}

export const scaleX = ([low, high]: readonly [number, number], { left, right, width }: Plot): Scale => {
  const perUnit = (width - left - right) / (high - low);
  return (value) => left + (value - low) * perUnit;
};

export const scaleY = ([low, high]: readonly [number, number], { top, bottom, height }: Plot): Scale => {
  const perUnit = (height - top - bottom) / (high - low);
  return (value) => height - bottom - (value - low) * perUnit;
};

/** Round numbers within a range: steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticksOf([low, high]: readonly [number, number], count: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const step = power * ([1, 2, 5].find((factor) => (high - low) / (power * factor) <= count) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const nTicks = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: nTicks }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A number of an axis: 12k, 0.05. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${figureText(value / 1e6)}M`;
  return size >= 1e4 ? `${figureText(value / 1e3)}k` : figureText(value);
}

export interface PlotAxis {
  readonly title: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

export const numberTicks = (ticks: readonly number[], scale: Scale): PlotAxis["ticks"] =>
  ticks.map((value) => ({ at: scale(value), text: tickText(value) }));

/** Lines and names of two axes. */
export function axes(x: PlotAxis, y: PlotAxis, { width, height, left, right, top, bottom }: Plot): Markup {
  const floor = height - bottom;
  return markup`<g class="axis">${y.ticks.map(
    ({ at, text }) =>
      markup`<line x1="${left}" x2="${width - right}" y1="${place(at)}" y2="${place(at)}"/><text x="${left - 6}" y="${place(at + 3.5)}" text-anchor="end">${text}</text>`,
  )}${x.ticks.map(
    ({ at, text }) =>
      markup`<line x1="${place(at)}" x2="${place(at)}" y1="${floor}" y2="${floor + 4}"/><text x="${place(at)}" y="${floor + 16}" text-anchor="middle">${text}</text>`,
  )}<text class="title" x="${place((left + width - right) / 2)}" y="${height - 6}" text-anchor="middle">${x.title}</text><text class="title" transform="translate(12 ${place((top + floor) / 2)}) rotate(-90)" text-anchor="middle">${y.title}</text></g>`;
}

/** Signs of series, one after the other, around (0, 0): a second channel beside the colour. */
const SIGNS = [
  "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
  "M0-4L3.6 2.6H-3.6z",
  "M-2.8-2.8H2.8V2.8H-2.8z",
  "M0-4L4 0L0 4L-4 0z",
] as const;

/** The sign of a series at a place. */
export const sign = (series: number, x: number, y: number): Markup =>
  markup`<path class="fill c${series % 8}" transform="translate(${place(x)} ${place(y)})" d="${SIGNS[series % SIGNS.length]!}"/>`;

export interface LegendEntry {
  readonly name: string;
  /** Number of its colour, and how its line is broken. */
  readonly series: number;
  readonly dash?: string | undefined;
}

/** A picture with its title, legend and what it says in a sentence. */
export function figure(
  title: string,
  summary: string,
  { width, height }: Pick<Plot, "width" | "height">,
  drawn: Content,
  legend: readonly LegendEntry[] = [],
): Markup {
  const entries = legend.map(
    ({ name, series, dash }) =>
      markup`<li><svg width="26" height="10" aria-hidden="true"><line class="stroke c${series % 8}" x1="1" x2="25" y1="5" y2="5" stroke-dasharray="${dash ?? "none"}"/>${sign(series, 13, 5)}</svg> ${name}</li>`,
  );
  return markup`<figure><figcaption>${title}</figcaption>${entries.length > 0 && markup`<ul class="legend">${entries}</ul>`}<div class="frame"><svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${summary}">${drawn}</svg></div></figure>
`;
}
