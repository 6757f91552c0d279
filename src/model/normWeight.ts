import type { OnnxNode } from "../formats/onnxNode";
import type { Graph } from "./graph";
import { isPassing } from "./scalarOps";
import { isVector } from "./storedConstant";

/** Input that holds the weight, by operator of RMSNorm. */
const WEIGHT_INPUT: Readonly<Record<string, number>> = {
  SimplifiedLayerNormalization: 1,
  RMSNormalization: 1,
  SkipSimplifiedLayerNormalization: 2,
};

/** The weight of the RMSNorm that ends with this node, [width]: one operator, or the last product of a chain. Else undefined. */
export function normWeight(graph: Graph, node: OnnxNode, width: number): string | undefined {
  const isWeight = (name: string) => isVector(graph, name, width);
  if (node.opType === "Mul") return node.inputs.find(isWeight);
  const index = WEIGHT_INPUT[node.opType];
  const weight = index === undefined ? undefined : node.inputs[index];
  // A bias that the operator adds is none of RMSNorm's.
  return weight !== undefined && isWeight(weight) && !node.inputs[3] ? weight : undefined;
}

/** The weight of the RMSNorm that makes a tensor, seen through casts, reshapes and choices of rows. */
export function normBefore(graph: Graph, tensor: string, width: number): string | undefined {
  let node = graph.producer.get(tensor);
  while (node && (isPassing(node) || ["Gather", "Slice"].includes(node.opType))) {
    node = graph.producer.get(node.inputs[0] ?? "");
  }
  return node && normWeight(graph, node, width);
}
