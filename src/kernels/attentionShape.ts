import type { Extents } from "../gpu/kernelSpec";

/** Params of attention_forward, attention_backward_query and attention_backward_key_value. */
export const ATTENTION_PARAMS = {
  n_queries: "u32",
  n_keys: "u32",
  n_heads: "u32",
  n_kv_heads: "u32",
  key_offset: "u32",
  sliding: "u32",
  scale: "f32",
} as const;

/** Rows that a workgroup owns, and the columns of the result; as in attention_tiles.wgsl. */
const TILE = 32;
const SLICE = 128;

/** Each invocation owns 4 x 4 elements of a 32 x 32 product. */
export const attentionWorkgroup = [8, 8] as const;

/** Throws where heads do not share the kv heads evenly. */
export function checkHeads({ n_heads, n_kv_heads }: Readonly<Record<"n_heads" | "n_kv_heads", number>>): void {
  if (n_heads % n_kv_heads !== 0) throw new RangeError(`${n_heads} heads are no multiple of ${n_kv_heads} kv heads`);
}

/** Invocations for `nRows` rows of each of `nTileHeads` heads; throws where heads do not share the kv heads evenly. */
export function tileThreads(
  heads: Readonly<Record<"n_heads" | "n_kv_heads", number>>,
  nRows: number,
  nTileHeads: number,
  dHead: number,
): Extents {
  checkHeads(heads);
  return [8 * Math.ceil(nRows / TILE), 8 * nTileHeads, Math.ceil(dHead / SLICE)];
}

/** Attention's dimensions as the twins take them. */
export interface AttentionShape {
  readonly nQueries: number;
  readonly nKeys: number;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly dHead: number;
  /** Query t stands at key t + keyOffset. */
  readonly keyOffset: number;
  /** Keys that a query sees at most, itself included; 0: no limit. */
  readonly sliding: number;
  readonly scale: number;
}

/** Which keys a query sees, from the first key of each query's window. */
export const seesFromStart =
  (windowStart: Uint32Array, { keyOffset, sliding }: AttentionShape) =>
  (query: number, key: number): boolean => {
    const own = query + keyOffset;
    return key >= windowStart[query]! && key <= own && (sliding === 0 || key > own - sliding);
  };

/** The same from the end of each key's window: the first key behind it. */
export const seesUntilEnd =
  (windowEnd: Uint32Array, { keyOffset, sliding }: AttentionShape) =>
  (query: number, key: number): boolean => {
    const own = query + keyOffset;
    return key <= own && own < windowEnd[key]! && (sliding === 0 || key > own - sliding);
  };
