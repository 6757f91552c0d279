import wgsl from "../../shaders/mlp/swiglu_backward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ACT_FN, ACT_FN_DERIVATIVE, type ActFn } from "../tensor/actFn";
import { actFnConstant, withActFn } from "./actFunction";

/** d_gate = d_hidden * up * act'(gate) and d_up = d_hidden * act(gate). */
export const swigluBackward = (actFn: ActFn) =>
  defineKernel({
    name: "swiglu_backward",
    wgsl: withActFn(wgsl),
    workgroupSize: [128],
    constants: actFnConstant(actFn),
    params: { n: "u32" },
    buffers: {
      gate: ["read", "f32", "n"],
      up: ["read", "f32", "n"],
      d_hidden: ["read", "f32", "n"],
      d_gate: ["read_write", "f32", "n"],
      d_up: ["read_write", "f32", "n"],
    },
    threads: ({ n }) => [n],
  });

export interface SwigluGradients {
  readonly dGate: Float64Array<ArrayBuffer>;
  readonly dUp: Float64Array<ArrayBuffer>;
}

/** The definition in f64. */
export function swigluBackwardReference(
  actFn: ActFn,
  gate: ArrayLike<number>,
  up: ArrayLike<number>,
  dHidden: ArrayLike<number>,
): SwigluGradients {
  return {
    dGate: Float64Array.from(gate, (g, i) => dHidden[i]! * up[i]! * ACT_FN_DERIVATIVE[actFn](g)),
    dUp: Float64Array.from(gate, (g, i) => dHidden[i]! * ACT_FN[actFn](g)),
  };
}
