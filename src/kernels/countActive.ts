import wgsl from "../../shaders/lape/count_active.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ACT_FN, type ActFn } from "../tensor/actFn";
import { actFnConstant, withActFn } from "./actFunction";

/** What `over_zero` holds for a neuron with a gate that is NaN or infinite; no batch has so many tokens. */
export const NOT_FINITE = 0xffffffff;

/** The kernel for gates of one dtype and one activation function. */
export const countActive = (dtype: "f32" | "f16", actFn: ActFn) =>
  defineKernel({
    name: "count_active",
    wgsl: withActFn(wgsl),
    workgroupSize: [32, 8], // 32 neurons read neighbouring words; 8 slices of the tokens keep the memory busy
    constants: { GATE_F16: dtype === "f16" ? 1 : 0, ...actFnConstant(actFn) },
    params: { n_windows: "u32", seq_len: "u32", d_mlp: "u32", n_layers: "u32", layer: "u32" },
    buffers: {
      gate: ["read", dtype === "f16" ? "f16 in u32" : "u32", "n_windows", "seq_len", "d_mlp"],
      lengths: ["read", "u32", "n_windows"],
      over_zero: ["read_write", "u32", "n_layers", "d_mlp"],
      act_sum: ["read_write", "f32", "n_layers", "d_mlp"],
    },
    threads: ({ d_mlp }) => [d_mlp, 8],
  });

/** One layer's counts of one batch. */
export interface ActiveCounts {
  /** u32[d_mlp]; NOT_FINITE where a gate is NaN or infinite. */
  readonly overZero: Uint32Array<ArrayBuffer>;
  /** f64[d_mlp]. */
  readonly actSum: Float64Array<ArrayBuffer>;
}

/** The definition: `gate` is [lengths.length, seqLen, dMlp]; behind `lengths[w]` window w is padding. */
export function countActiveReference(
  gate: ArrayLike<number>,
  lengths: Uint32Array,
  seqLen: number,
  dMlp: number,
  actFn: ActFn,
): ActiveCounts {
  const act = ACT_FN[actFn];
  const overZero = new Uint32Array(dMlp);
  const actSum = new Float64Array(dMlp);
  for (const [w, length] of lengths.entries()) {
    for (let t = 0; t < length; t++) {
      const row = (w * seqLen + t) * dMlp;
      for (let j = 0; j < dMlp; j++) {
        const g = gate[row + j]!;
        if (g > 0 && overZero[j] !== NOT_FINITE) overZero[j]!++;
        if (!Number.isFinite(g)) overZero[j] = NOT_FINITE;
        actSum[j]! += act(g);
      }
    }
  }
  return { overZero, actSum };
}
