import type { OnnxGraph } from "../formats/onnxModel";
import type { OnnxNode } from "../formats/onnxNode";
import { type Graph, usedNames } from "./graph";

/** What is left of a graph. */
export type GraphParts = Pick<OnnxGraph, "nodes" | "initializers" | "inputs" | "values">;

/** The parts that some tensor of `wanted` depends on. Nodes keep their order; ONNX Runtime itself deletes nothing. */
export function pruneGraph(graph: Graph, wanted: readonly string[]): GraphParts {
  const live = new Set<OnnxNode>();
  const used = new Set(wanted);
  for (const name of used) {
    const node = graph.producer.get(name);
    if (!node || live.has(node)) continue;
    live.add(node);
    for (const input of usedNames(node)) used.add(input);
  }
  const isUsed = ({ name }: { readonly name: string }) => used.has(name);
  const { nodes, initializers, inputs, values } = graph.onnx;
  return {
    nodes: nodes.filter((node) => live.has(node)),
    initializers: initializers.filter(isUsed),
    inputs: inputs.filter(isUsed),
    values: values.filter(isUsed),
  };
}
