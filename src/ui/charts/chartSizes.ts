import type { Size } from "./useSize";

/** Sizes of lines, bars or points over values. */
export const CARTESIAN_SIZES = { saveSize: { width: 760, height: 420 }, tallHeight: 420 } as const;

const held = (value: number, low: number, high: number): number => Math.round(Math.min(high, Math.max(low, value)));

/** Sizes at which a heatmap of so many cells can be read: saved as a picture, and enlarged on the page. */
export function chartSizes(columns: number, rows: number): { saveSize: Size; tallHeight: number } {
  const height = held(rows * 16 + 110, 320, 2400);
  return { saveSize: { width: held(columns * 28 + 160, 560, 3000), height }, tallHeight: height };
}
