import type { OnnxNode } from "../formats/onnxNode";
import type { Graph } from "./graph";
import { isPassing } from "./scalarOps";
import { isVector } from "./storedConstant";
import { findSource, type WeightMatmul } from "./weightMatmul";

/** Rows of a linear layer's weight: all, or those that are one matrix of a fused one. */
export interface Projection {
  readonly node: OnnxNode;
  readonly start: number;
  readonly count: number;
  /** The tensor that holds the bias of all rows; absent where there is none. */
  readonly bias?: string;
}

/** A whole linear layer with its bias. */
export function whole(graph: Graph, { node, width }: WeightMatmul): Projection {
  const bias = findBias(graph, node, width.out);
  return { node, start: 0, count: width.out, ...(bias !== undefined && { bias }) };
}

/** The bias of a linear layer: an input of its own, or a constant that is added to what it makes. */
function findBias(graph: Graph, node: OnnxNode, nOut: number): string | undefined {
  const own = node.inputs[node.opType === "Gemm" ? 2 : node.opType === "MatMulNBits" ? 5 : Infinity];
  if (own) return own;
  const outputs = new Set([node.outputs[0]!]);
  for (const output of outputs) {
    for (const next of graph.consumers.get(output) ?? []) {
      if (isPassing(next)) outputs.add(next.outputs[0]!);
      const bias = next.opType === "Add" ? next.inputs.find((input) => input !== output) : undefined;
      if (bias !== undefined && isVector(graph, bias, nOut)) return bias;
    }
  }
  return undefined;
}

/** The rows of a linear layer that a tensor is made by; undefined where it is made otherwise. */
export function findProjection(graph: Graph, tensor: string): Projection | undefined {
  const source = findSource(graph, tensor);
  if (source?.start === undefined) return undefined;
  return { ...whole(graph, source.matmul), start: source.start, count: source.width };
}
