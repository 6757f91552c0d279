import { expect, test } from "vitest";
import {
  BLUE_WHITE_ORANGE,
  CIVIDIS,
  colorAt,
  contrast,
  inkOn,
  packRgb,
  paletteTable,
  parseRgb,
  type Rgb,
  toColorscale,
} from "../../../../src/ui/charts/palette";

/** Ten colours of cividis as the R package viridisLite prints them. */
const PUBLISHED = "00204D 00336F 39486B 575C6D 707173 8A8779 A69D75 C4B56C E4CF5B FFEA46".split(" ");
const fromHex = (hex: string): Rgb => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;

test("cividis is the published one", () => {
  for (const [i, hex] of PUBLISHED.entries()) {
    const [color, published] = [colorAt(CIVIDIS, i / 9), fromHex(hex)];
    // Ten and eleven stops of the same curve, each mixed linearly: a few levels apart between their stops.
    for (const c of [0, 1, 2] as const)
      expect(Math.abs(color[c] - published[c]), `${hex} channel ${c}`).toBeLessThan(8);
  }
});

test("cividis gets lighter all the way, the diverging palette towards its middle, which is white", () => {
  const black: Rgb = [0, 0, 0];
  const lightness = Array.from({ length: 101 }, (_, i) => contrast(colorAt(CIVIDIS, i / 100), black));
  for (let i = 1; i < lightness.length; i++) expect(lightness[i]).toBeGreaterThan(lightness[i - 1]!);
  expect(colorAt(BLUE_WHITE_ORANGE, 0.5)).toEqual([255, 255, 255]);
  for (const side of [0, 1]) {
    const towards = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map((t) =>
      contrast(colorAt(BLUE_WHITE_ORANGE, Math.abs(side - t)), black),
    );
    expect(towards).toEqual([...towards].sort((a, b) => a - b));
  }
});

test("colours between two stops are mixed, and values beyond the ends are held", () => {
  const greys: Rgb[] = [
    [0, 0, 0],
    [100, 200, 50],
  ];
  expect(colorAt(greys, 0.5)).toEqual([50, 100, 25]);
  expect(colorAt(greys, -3)).toEqual([0, 0, 0]);
  expect(colorAt(greys, 7)).toEqual([100, 200, 50]);
});

test("contrast is that of WCAG: 21 for black on white, 4.54 for #767676 on white", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([0x76, 0x76, 0x76], [255, 255, 255])).toBeCloseTo(4.54, 2);
});

test("numbers on any cell colour reach AA", () => {
  for (const palette of [CIVIDIS, BLUE_WHITE_ORANGE]) {
    for (let i = 0; i <= 200; i++) {
      const color = colorAt(palette, i / 200);
      expect(contrast(color, inkOn(color))).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test("a packed colour is red, green, blue, opaque in memory", () => {
  const table = paletteTable([
    [1, 2, 3],
    [201, 202, 203],
  ]);
  expect([...new Uint8Array(table.buffer, 0, 4)]).toEqual([1, 2, 3, 255]);
  expect([...new Uint8Array(table.buffer, 4 * 255, 4)]).toEqual([201, 202, 203, 255]);
  expect(packRgb([255, 255, 255])).toBe(0xffffffff);
});

test("colours are read as a computed style writes them, and nothing else", () => {
  expect(parseRgb("rgb(1, 22, 255)")).toEqual([1, 22, 255]);
  expect(parseRgb("rgba(1, 22, 255, 0.5)")).toEqual([1, 22, 255]);
  expect(() => parseRgb("#fff")).toThrow('"#fff" is not a colour');
});

test("Plotly's scale runs from 0 to 1", () => {
  const scale = toColorscale(BLUE_WHITE_ORANGE);
  expect(scale[0]).toEqual([0, "rgb(15,72,126)"]);
  expect(scale[4]).toEqual([0.5, "rgb(255,255,255)"]);
  expect(scale.at(-1)![0]).toBe(1);
});
