import wgsl from "../../shaders/mlp/intervene_gate.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { type ChosenNeurons, checkOp, INTERVENE, type InterventionOp, withIntervene } from "./intervention";

/** gate[t, index[i]] = value[i], + value[i] or * value[i] by `op` (INTERVENTION_OP), in place. */
export const interveneGate = defineKernel({
  name: "intervene_gate",
  wgsl: withIntervene(wgsl),
  workgroupSize: [32, 4],
  params: { n_rows: "u32", d_mlp: "u32", n_index: "u32", op: "u32" },
  buffers: {
    index: ["read", "u32", "n_index"],
    value: ["read", "f32", "n_index"],
    gate: ["read_write", "f32", "n_rows", "d_mlp"],
  },
  threads: ({ n_index, n_rows, op }) => {
    checkOp("intervene_gate", op);
    return [n_index, n_rows];
  },
});

/** The definition in f64: the gates [n_rows, dMlp] after the intervention. */
export function interveneGateReference(
  op: InterventionOp,
  dMlp: number,
  gate: ArrayLike<number>,
  { index, value }: ChosenNeurons,
): Float64Array<ArrayBuffer> {
  const out = Float64Array.from(gate);
  for (let row = 0; row < out.length; row += dMlp) {
    for (let i = 0; i < index.length; i++) {
      const at = row + index[i]!;
      if (index[i]! < dMlp) out[at] = INTERVENE[op](out[at]!, value[i]!);
    }
  }
  return out;
}
