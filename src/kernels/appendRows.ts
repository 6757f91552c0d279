import wgsl from "../../shaders/attention/append_rows.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** The last n_rows rows of all_k and all_v become those of k and v. */
export const appendRows = defineKernel({
  name: "append_rows",
  wgsl,
  workgroupSize: [64],
  params: { n_rows: "u32", n_keys: "u32", width: "u32" },
  buffers: {
    k: ["read", "f32", "n_rows", "width"],
    v: ["read", "f32", "n_rows", "width"],
    all_k: ["read_write", "f32", "n_keys", "width"],
    all_v: ["read_write", "f32", "n_keys", "width"],
  },
  threads: ({ n_rows, n_keys, width }) => {
    if (n_rows > n_keys) throw new RangeError(`append_rows: ${n_rows} rows do not fit ${n_keys}`);
    return [n_rows * width];
  },
});

/** What each of the two becomes: what is there, with `rows` in the place of its end. */
export function appendRowsReference(
  rows: Float32Array<ArrayBuffer>,
  all: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  return Float32Array.of(...all.subarray(0, all.length - rows.length), ...rows);
}
