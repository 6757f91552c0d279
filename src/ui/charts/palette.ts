/** A colour in sRGB, 0 to 255. */
export type Rgb = readonly [number, number, number];
/** Colours at equal steps from 0 to 1, mixed linearly in between. */
export type Palette = readonly Rgb[];

/**
 * Cividis at steps of a tenth (Nuñez, Anderton, Renslow 2018): lightness grows evenly, and readers with and without a
 * red-green deficiency see nearly the same colours. For magnitudes.
 */
export const CIVIDIS: Palette = [
  [0, 32, 76],
  [0, 49, 108],
  [47, 67, 108],
  [77, 86, 107],
  [101, 104, 111],
  [124, 123, 119],
  [149, 142, 120],
  [175, 164, 114],
  [202, 185, 105],
  [230, 209, 88],
  [255, 233, 69],
];

/** Blue, white, orange: for differences, with zero at the white. Blue and orange stay apart in every common deficiency. */
export const BLUE_WHITE_ORANGE: Palette = [
  [15, 72, 126],
  [52, 121, 178],
  [129, 177, 215],
  [201, 222, 238],
  [255, 255, 255],
  [251, 222, 184],
  [243, 172, 97],
  [218, 115, 26],
  [150, 66, 0],
];

export const reversed = (palette: Palette): Palette => [...palette].reverse();

/** The colour at `t`, which is held to 0..1. */
export function colorAt(palette: Palette, t: number): Rgb {
  const place = Math.min(1, Math.max(0, t)) * (palette.length - 1);
  const below = Math.min(Math.floor(place), palette.length - 2);
  const [from, to] = [palette[below]!, palette[below + 1]!];
  const share = place - below;
  const mix = (c: 0 | 1 | 2): number => Math.round(from[c] + (to[c] - from[c]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** As a canvas keeps it in a little-endian u32: red lowest, opaque. */
export const packRgb = ([r, g, b]: Rgb): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** 256 packed colours, for pictures of many cells. */
export function paletteTable(palette: Palette): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 256 }, (_, i) => packRgb(colorAt(palette, i / 255)));
}

export const toCss = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;

/** Reads `rgb(1, 2, 3)` as a computed style gives it; throws on anything else. */
export function parseRgb(css: string): Rgb {
  const channels = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(css);
  if (!channels) throw new RangeError(`"${css}" is not a colour in the form rgb(r, g, b)`);
  return [Number(channels[1]), Number(channels[2]), Number(channels[3])];
}

/** Relative luminance of WCAG 2. */
function luminance([r, g, b]: Rgb): number {
  const linear = (channel: number): number => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2). */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** Black or white, whichever reads better on a colour: at least 4.58 to 1 on any. */
export const inkOn = (color: Rgb): Rgb => (contrast(color, BLACK) >= contrast(color, WHITE) ? BLACK : WHITE);

/** As Plotly takes it. */
export function toColorscale(palette: Palette): [number, string][] {
  return palette.map((color, i) => [i / (palette.length - 1), toCss(color)]);
}
