import type { AttentionShape } from "../../src/kernels/attentionShape";
import { randn } from "./numeric";

/** Attention over windows laid end to end, of these lengths. */
export interface AttentionCase {
  /** Tokens of each window. */
  readonly windows: readonly number[];
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly dHead: number;
  readonly sliding?: number;
  /** Keys from a cache before the queries: only the last tokens ask. */
  readonly keyOffset?: number;
  /** Standard deviation of q; scores have about as much. */
  readonly spread?: number;
}

/** One token; odd channels; both sides of a tile of 32; groups of 1, 2, 3, 7; sliding windows; a cache; more than one slice. */
export const ATTENTION_CASES: readonly AttentionCase[] = [
  { windows: [1], nHeads: 1, nKvHeads: 1, dHead: 1 },
  { windows: [2, 1, 5, 3], nHeads: 2, nKvHeads: 1, dHead: 3 },
  { windows: [33], nHeads: 3, nKvHeads: 3, dHead: 7 },
  { windows: [1, 31, 32, 40], nHeads: 4, nKvHeads: 2, dHead: 64 },
  { windows: [70, 3], nHeads: 3, nKvHeads: 1, dHead: 80 },
  { windows: [20, 25], nHeads: 7, nKvHeads: 1, dHead: 96 },
  { windows: [45], nHeads: 2, nKvHeads: 2, dHead: 128 },
  { windows: [12, 30], nHeads: 2, nKvHeads: 1, dHead: 256 },
  { windows: [6], nHeads: 1, nKvHeads: 1, dHead: 130 },
  { windows: [100, 9], nHeads: 2, nKvHeads: 1, dHead: 16, sliding: 5 },
  { windows: [80], nHeads: 1, nKvHeads: 1, dHead: 8, sliding: 1 },
  { windows: [90], nHeads: 2, nKvHeads: 1, dHead: 16, keyOffset: 89 },
  { windows: [40, 75], nHeads: 4, nKvHeads: 2, dHead: 32, keyOffset: 61, sliding: 37 },
  { windows: [50], nHeads: 2, nKvHeads: 1, dHead: 64, spread: 300 },
];

export interface AttentionData {
  readonly shape: AttentionShape;
  readonly params: Readonly<
    Record<"n_queries" | "n_keys" | "n_heads" | "n_kv_heads" | "key_offset" | "sliding" | "scale", number>
  >;
  readonly q: Float32Array<ArrayBuffer>;
  readonly k: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  readonly dO: Float32Array<ArrayBuffer>;
  /** [n_queries]: the first key of each query's window. */
  readonly windowStart: Uint32Array<ArrayBuffer>;
  /** [n_keys]: the first key behind each key's window. */
  readonly windowEnd: Uint32Array<ArrayBuffer>;
}

/** Made queries, keys, values and upstream gradients of a case. */
export function attentionData(c: AttentionCase, seed = 1): AttentionData {
  const { windows, nHeads, nKvHeads, dHead, sliding = 0, keyOffset = 0, spread = 1 } = c;
  const starts = windows.map((_, w) => windows.slice(0, w).reduce((sum, n) => sum + n, 0));
  const ofKeys = (edge: (w: number) => number): number[] =>
    windows.flatMap((n, w) => new Array<number>(n).fill(edge(w)));
  const windowEnd = Uint32Array.from(ofKeys((w) => starts[w]! + windows[w]!));
  const windowStart = Uint32Array.from(ofKeys((w) => starts[w]!).slice(keyOffset));
  const [nKeys, nQueries] = [windowEnd.length, windowStart.length];
  const shape = { nQueries, nKeys, nHeads, nKvHeads, dHead, keyOffset, sliding, scale: 1 / Math.sqrt(dHead) };
  return {
    shape,
    params: {
      n_queries: nQueries,
      n_keys: nKeys,
      n_heads: nHeads,
      n_kv_heads: nKvHeads,
      key_offset: keyOffset,
      sliding,
      scale: shape.scale,
    },
    q: randn(seed, nQueries * nHeads * dHead).map((x) => spread * x),
    k: randn(seed + 1, nKeys * nKvHeads * dHead),
    v: randn(seed + 2, nKeys * nKvHeads * dHead),
    dO: randn(seed + 3, nQueries * nHeads * dHead),
    windowStart,
    windowEnd,
  };
}

/**
 * Scores of up to s in f32 are off by about s * 1e-6, and so are the logarithms of probabilities; sums have at most 100 such
 * terms of about 1.
 */
export const attentionTolerance = ({ spread = 1 }: AttentionCase) => ({ rtol: 2e-5 * spread, atol: 1e-5 * spread });
