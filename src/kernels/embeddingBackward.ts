import wgsl from "../../shaders/embed/embedding_backward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** dtable[unique[u], :] += the sum of dx[order[i], :] for i in starts[u] .. starts[u + 1]; it always adds. */
export const embeddingBackward = defineKernel({
  name: "embedding_backward",
  wgsl,
  workgroupSize: [64, 2],
  params: { n_rows: "u32", n_unique: "u32", n_unique_plus_1: "u32", d_model: "u32", d_vocab: "u32" },
  buffers: {
    unique: ["read", "u32", "n_unique"],
    starts: ["read", "u32", "n_unique_plus_1"],
    order: ["read", "u32", "n_rows"],
    dx: ["read", "f32", "n_rows", "d_model"],
    dtable: ["read_write", "f32", "d_vocab", "d_model"],
  },
  threads: ({ n_unique, n_unique_plus_1, d_model }) => {
    if (n_unique_plus_1 !== n_unique + 1) {
      throw new RangeError(`embedding_backward: ${n_unique} ids have ${n_unique + 1} starts, not ${n_unique_plus_1}`);
    }
    return [d_model, n_unique];
  },
});

/** The definition in f64, without the sorting: dtable[ids[t], :] += dx[t, :]. dx is [ids.length, dModel]. */
export function embeddingBackwardReference(
  dModel: number,
  ids: ArrayLike<number>,
  dx: ArrayLike<number>,
  dtable: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(dtable);
  for (let i = 0; i < dx.length; i++) out[ids[Math.floor(i / dModel)]! * dModel + (i % dModel)]! += dx[i]!;
  return out;
}
