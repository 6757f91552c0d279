import type { OnnxNode } from "../formats/onnxNode";
import type { Graph } from "./graph";

/** Operators of which only the first input holds numbers that go on; the others say where or in which shape. */
const FIRST_ONLY = new Set([
  "Reshape",
  "Expand",
  "Squeeze",
  "Unsqueeze",
  "Slice",
  "Split",
  "Gather",
  "GatherND",
  "Tile",
  "Pad",
  "Flatten",
]);
/** Operators that make sizes, not numbers. */
const SIZES = new Set(["Shape", "Size"]);

/** The inputs whose numbers a node's outputs are made of. */
function dataInputs({ opType, inputs }: OnnxNode): readonly string[] {
  if (SIZES.has(opType)) return [];
  if (FIRST_ONLY.has(opType)) return inputs.slice(0, 1);
  return opType === "Where" ? inputs.slice(1) : inputs;
}

/** What lies before a tensor. */
export interface Upstream {
  /** The nearest nodes that `isStop` accepts, on any way. */
  readonly stops: readonly OnnxNode[];
  /** The nodes between them and the tensor. */
  readonly passed: readonly OnnxNode[];
}

/** Walks from a tensor against the flow of numbers, on all ways, up to nodes that `isStop` accepts. */
export function walkUpstream(graph: Graph, tensor: string, isStop: (node: OnnxNode) => boolean): Upstream {
  const stops: OnnxNode[] = [];
  const passed: OnnxNode[] = [];
  const seen = new Set([tensor]);
  for (const name of seen) {
    const node = graph.producer.get(name);
    if (!node || stops.includes(node) || passed.includes(node)) continue;
    if (isStop(node)) {
      stops.push(node);
      continue;
    }
    passed.push(node);
    for (const input of dataInputs(node)) seen.add(input);
  }
  return { stops, passed };
}
