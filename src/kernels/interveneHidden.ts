import wgsl from "../../shaders/mlp/intervene_hidden.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ACT_FN, type ActFn } from "../tensor/actFn";
import { actFnConstant, withActFn } from "./actFunction";
import { type ChosenNeurons, checkOp, INTERVENE, type InterventionOp, withIntervene } from "./intervention";

/** hidden[t, j] = op(act(gate[t, j]), value[i]) * up[t, j] with j = index[i]; `op` of INTERVENTION_OP. */
export const interveneHidden = (actFn: ActFn) =>
  defineKernel({
    name: "intervene_hidden",
    wgsl: withActFn(withIntervene(wgsl)),
    workgroupSize: [32, 4],
    constants: actFnConstant(actFn),
    params: { n_rows: "u32", d_mlp: "u32", n_index: "u32", op: "u32" },
    buffers: {
      gate: ["read", "f32", "n_rows", "d_mlp"],
      up: ["read", "f32", "n_rows", "d_mlp"],
      index: ["read", "u32", "n_index"],
      value: ["read", "f32", "n_index"],
      hidden: ["read_write", "f32", "n_rows", "d_mlp"],
    },
    threads: ({ n_index, n_rows, op }) => {
      checkOp("intervene_hidden", op);
      return [n_index, n_rows];
    },
  });

/** What goes into and comes out of the activation, each [n_rows, d_mlp]. */
export interface HiddenValues {
  readonly gate: ArrayLike<number>;
  readonly up: ArrayLike<number>;
  readonly hidden: ArrayLike<number>;
}

/** The definition in f64: the hidden values [n_rows, dMlp] after the intervention. */
export function interveneHiddenReference(
  op: InterventionOp,
  actFn: ActFn,
  dMlp: number,
  { gate, up, hidden }: HiddenValues,
  { index, value }: ChosenNeurons,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(hidden);
  for (let row = 0; row < out.length; row += dMlp) {
    for (let i = 0; i < index.length; i++) {
      const at = row + index[i]!;
      if (index[i]! < dMlp) out[at] = INTERVENE[op](ACT_FN[actFn](gate[at]!), value[i]!) * up[at]!;
    }
  }
  return out;
}
