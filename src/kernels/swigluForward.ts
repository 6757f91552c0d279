import wgsl from "../../shaders/mlp/swiglu_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ACT_FN, type ActFn } from "../tensor/actFn";
import { actFnConstant, withActFn } from "./actFunction";

/** hidden = act(gate) * up. */
export const swigluForward = (actFn: ActFn) =>
  defineKernel({
    name: "swiglu_forward",
    wgsl: withActFn(wgsl),
    workgroupSize: [128],
    constants: actFnConstant(actFn),
    params: { n: "u32" },
    buffers: {
      gate: ["read", "f32", "n"],
      up: ["read", "f32", "n"],
      hidden: ["read_write", "f32", "n"],
    },
    threads: ({ n }) => [n],
  });

/** The definition in f64. */
export function swigluForwardReference(
  actFn: ActFn,
  gate: ArrayLike<number>,
  up: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(gate, (g, i) => ACT_FN[actFn](g) * up[i]!);
}
