/** Which neuron speaks for all that share a pixel: the most specific one (lowest entropy) or the most active one. */
export type Bin = "min" | "max";

/** What part of a layer x neuron map is drawn. */
export interface MapWindow {
  /** Neurons from `x0` to `x1`, layers from `firstLayer`, `nRows` of them. */
  readonly x0: number;
  readonly x1: number;
  readonly firstLayer: number;
  readonly nRows: number;
}

export interface MapInk {
  readonly bin: Bin;
  /** Values at the two ends of `table`. */
  readonly domain: readonly [number, number];
  /** 256 packed colours. */
  readonly table: Uint32Array;
  /** Packed colour of cells without a value. */
  readonly missing: number;
}

/** The neurons that column `c` of `width` stands for: at least one, and every neuron in exactly one column or more. */
export function columnNeurons(window: MapWindow, width: number, c: number, dMlp: number): [from: number, to: number] {
  const step = (window.x1 - window.x0) / width;
  if (step < 1) {
    const j = Math.min(dMlp - 1, Math.max(0, Math.floor(window.x0 + (c + 0.5) * step)));
    return [j, j + 1];
  }
  const from = Math.min(dMlp - 1, Math.max(0, Math.floor(window.x0 + c * step + 1e-9)));
  const to = Math.min(dMlp, Math.floor(window.x0 + (c + 1) * step + 1e-9));
  return [from, Math.max(from + 1, to)];
}

/** The value shown for neurons `from` to `to` of a layer: the least or the greatest, NaN where none has a value. */
export function binValue(values: Float32Array, from: number, to: number, bin: Bin): number {
  let best = Number.NaN;
  // A comparison with NaN is false: written this way round, missing values lose and the first value wins.
  for (let j = from; j < to; j++) {
    const value = values[j]!;
    if (bin === "min" ? !(value >= best) : !(value <= best)) best = Number.isNaN(value) ? best : value;
  }
  return best;
}

/**
 * Paints `values` f32[n_layers, d_mlp] into `pixels` u32[nRows, width], one row a layer. Where neurons outnumber the
 * columns, one neuron of each column is shown (`ink.bin`), so that a single specific neuron is never averaged away.
 */
export function paintMap(
  pixels: Uint32Array,
  width: number,
  values: Float32Array,
  dMlp: number,
  window: MapWindow,
  ink: MapInk,
): void {
  if (pixels.length < window.nRows * width)
    throw new RangeError(`${pixels.length} pixels do not hold ${width} columns`);
  const [low, high] = ink.domain;
  const scale = high > low ? 255 / (high - low) : 0;
  const edges = new Uint32Array(2 * width);
  for (let c = 0; c < width; c++) edges.set(columnNeurons(window, width, c, dMlp), 2 * c);
  for (let r = 0; r < window.nRows; r++) {
    const row = (window.firstLayer + r) * dMlp;
    for (let c = 0; c < width; c++) {
      const value = binValue(values, row + edges[2 * c]!, row + edges[2 * c + 1]!, ink.bin);
      const level = Math.min(255, Math.max(0, Math.round((value - low) * scale)));
      pixels[r * width + c] = Number.isNaN(value) ? ink.missing : ink.table[level]!;
    }
  }
}
