import wgsl from "../../shaders/embed/rope_rotate.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** Turns the pairs (c, c + d_head / 2) of every head in place by its row's angles; direction 1 forward, -1 backward. */
export const ropeRotate = defineKernel({
  name: "rope_rotate",
  wgsl,
  workgroupSize: [128],
  params: { n_rows: "u32", n_heads: "u32", d_head: "u32", n_positions: "u32", direction: "f32" },
  buffers: {
    positions: ["read", "u32", "n_rows"],
    cos_sin: ["read", "f32", "n_positions", "d_head"],
    x: ["read_write", "f32", "n_rows", "n_heads", "d_head"],
  },
  threads: ({ n_rows, n_heads, d_head }) => {
    if (d_head % 2 !== 0) throw new RangeError(`rope_rotate: ${d_head} channels of a head are no pairs`);
    return [(n_rows * n_heads * d_head) / 2];
  },
});

export interface RopeShape {
  readonly nHeads: number;
  readonly dHead: number;
  readonly direction: 1 | -1;
}

/**
 * The definition in f64: each pair as a complex number times that of its angle (Su et al. 2021, pairs as in Hugging Face's
 * rotate_half). cosSin is [n_positions, dHead], x [positions.length, nHeads, dHead].
 */
export function ropeRotateReference(
  { nHeads, dHead, direction }: RopeShape,
  positions: ArrayLike<number>,
  cosSin: ArrayLike<number>,
  x: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(x);
  const half = dHead / 2;
  for (let head = 0; head < positions.length * nHeads; head++) {
    const row = positions[Math.floor(head / nHeads)]! * dHead;
    if (row >= cosSin.length) continue;
    for (let c = 0; c < half; c++) {
      const [re, im] = [head * dHead + c, head * dHead + c + half];
      const [cos, sin] = [cosSin[row + c]!, direction * cosSin[row + c + half]!];
      out[re] = x[re]! * cos - x[im]! * sin;
      out[im] = x[re]! * sin + x[im]! * cos;
    }
  }
  return out;
}
