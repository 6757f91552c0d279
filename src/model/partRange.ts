import type { OnnxNode } from "../formats/onnxNode";
import { constantValues } from "./constants";
import { findAttribute, type Graph, intAttribute } from "./graph";
import { isPassing } from "./scalarOps";

/** Numbers `start`, `start + step`, ... of the last dimension, `width` of them. */
export interface PartRange {
  readonly start: number;
  readonly step: number;
  readonly width: number;
}

/**
 * Which part `tensor` is, in its last dimension, of the tensor of width `width` that `node` makes it from: a part where the node is
 * Split or Slice, else all of it. Undefined where another axis is cut or the place cannot be told.
 */
export function partRange(graph: Graph, node: OnnxNode, tensor: string, width: number): PartRange | undefined {
  if (node.opType === "Split") return splitRange(graph, node, tensor, width);
  return node.opType === "Slice" ? sliceRange(graph, node, width) : { start: 0, step: 1, width };
}

function splitRange(graph: Graph, node: OnnxNode, tensor: string, width: number): PartRange | undefined {
  if (intAttribute(node, "axis", 0) === 0) return undefined;
  const sizes = findAttribute(node, "split")?.ints ?? constantValues(graph, node.inputs[1] ?? "");
  const index = node.outputs.indexOf(tensor);
  const chunk = Math.ceil(width / node.outputs.length);
  const start = sizes ? sizes.slice(0, index).reduce((sum, size) => sum + size, 0) : index * chunk;
  const size = sizes ? sizes[index] : Math.min(chunk, width - start);
  return size === undefined ? undefined : { start, step: 1, width: size };
}

function sliceRange(graph: Graph, node: OnnxNode, width: number): PartRange | undefined {
  const data = node.inputs[0]!;
  const number = (name: string, input: number, byDefault?: number): number | undefined => {
    const list = findAttribute(node, name)?.ints;
    if (list) return list.length === 1 ? list[0] : undefined;
    const tensor = node.inputs[input] ?? "";
    return tensor === "" ? byDefault : sizeNumber(graph, tensor, data, width);
  };
  const [start, end, axis, step] = [number("starts", 1), number("ends", 2), number("axes", 3), number("steps", 4, 1)];
  if (start === undefined || end === undefined || !axis || !step) return undefined;
  const clamp = (i: number) => Math.min(Math.max(i < 0 ? i + width : i, 0), width);
  return { start: clamp(start), step, width: Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step)) };
}

/** Nodes that compute a size, at most. */
const MAX_STEPS = 16;

/** An integer computed from constants and the last dimension of `data`, as torch writes `x.chunk(2, -1)`. */
function sizeNumber(graph: Graph, name: string, data: string, width: number, steps = 0): number | undefined {
  const values = constantValues(graph, name);
  if (values) return values.length === 1 ? values[0] : undefined;
  const node = graph.producer.get(name);
  if (!node || steps > MAX_STEPS) return undefined;
  if (node.opType === "Gather") {
    const shape = graph.producer.get(node.inputs[0] ?? "");
    const index = constantValues(graph, node.inputs[1] ?? "")?.[0];
    return shape?.opType === "Shape" && shape.inputs[0] === data && index ? width : undefined;
  }
  const [a, b] = node.inputs.map((input) => sizeNumber(graph, input, data, width, steps + 1));
  if (isPassing(node) || a === undefined) return a;
  if (b === undefined) return undefined;
  if (node.opType === "Add") return a + b;
  if (node.opType === "Sub") return a - b;
  if (node.opType === "Mul") return a * b;
  return node.opType === "Div" ? Math.floor(a / b) : undefined;
}
