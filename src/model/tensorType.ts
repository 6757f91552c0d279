import { constantTensor } from "./constants";
import { type Graph, intAttribute } from "./graph";

/** Inputs that have the type of the output, where it is not the first; by operator. */
const TYPED_BY: Readonly<Record<string, readonly number[]>> = {
  MatMulNBits: [2, 0],
  MatMul: [1, 0],
  FusedMatMul: [1, 0],
  Gemm: [1, 0],
  DequantizeLinear: [1],
  MatMulIntegerToFloat: [2],
  DynamicQuantizeMatMul: [0, 2],
  Mul: [0, 1],
  Add: [0, 1],
};

/** TensorProto.DataType of a tensor: as declared, or followed back to a constant, a cast or an input. 0 where that leads nowhere. */
export function tensorType(graph: Graph, name: string): number {
  const seen = new Set<string>();
  const trace = (tensor: string): number => {
    if (tensor === "" || seen.has(tensor)) return 0;
    seen.add(tensor);
    const known = constantTensor(graph, tensor)?.dataType ?? declaredType(graph, tensor);
    if (known) return known;
    const node = graph.producer.get(tensor);
    if (!node) return 0;
    if (node.opType === "Cast") return intAttribute(node, "to", 0);
    for (const index of TYPED_BY[node.opType] ?? [0]) {
      const type = trace(node.inputs[index] ?? "");
      if (type) return type;
    }
    return 0;
  };
  return trace(name);
}

function declaredType({ onnx }: Graph, name: string): number {
  const isIt = (value: { readonly name: string }) => value.name === name;
  return (onnx.values.find(isIt) ?? onnx.inputs.find(isIt) ?? onnx.outputs.find(isIt))?.elemType ?? 0;
}
