import type { OnnxNode } from "../formats/onnxNode";
import { constantDims, constantTensor, constantValues } from "./constants";
import { type Graph, intAttribute } from "./graph";
import { partRange } from "./partRange";
import { isPassing } from "./scalarOps";

/** A matrix product with a constant matrix: a linear layer. */
export interface WeightMatmul {
  readonly node: OnnxNode;
  /** Sizes of what goes in and comes out. */
  readonly width: { readonly in: number; readonly out: number };
  /** The input that holds the weight, and the one whose type the output has. */
  readonly weight: string;
}

/** Input that holds the data is 0; input of the weight by operator. */
const WEIGHT_INPUT: Readonly<Record<string, number>> = {
  MatMul: 1,
  FusedMatMul: 1,
  Gemm: 1,
  MatMulInteger: 1,
  MatMulIntegerToFloat: 1,
  DynamicQuantizeMatMul: 1,
  MatMulNBits: 1,
  MatMulBnb4: 1,
  QLinearMatMul: 3,
};

/** Nodes between a matrix product and what uses it, at most: bias, casts, scales, a split. */
const MAX_STEPS = 16;

/** The node as a linear layer, or undefined where it is none. */
export function asWeightMatmul(graph: Graph, node: OnnxNode): WeightMatmul | undefined {
  const index = WEIGHT_INPUT[node.opType];
  const weight = index === undefined ? undefined : node.inputs[index];
  if (weight === undefined) return undefined;
  if (node.opType === "MatMulNBits" || node.opType === "MatMulBnb4") {
    const width = { in: intAttribute(node, "K", 0), out: intAttribute(node, "N", 0) };
    return constantTensor(graph, weight) ? { node, width, weight } : undefined;
  }
  const dims = weightDims(graph, weight);
  if (dims?.length !== 2) return undefined;
  const [rows, columns] = dims as [number, number];
  const isTransposed = intAttribute(node, "transB", 0) === 1;
  return { node, width: isTransposed ? { in: columns, out: rows } : { in: rows, out: columns }, weight };
}

/** Dimensions of a constant matrix, seen through the nodes that unpack it. */
function weightDims(graph: Graph, name: string, steps = 0): readonly number[] | undefined {
  const dims = constantDims(graph, name);
  const node = graph.producer.get(name);
  if (dims || !node || steps > MAX_STEPS) return dims;
  const inner = weightDims(graph, node.inputs[0] ?? "", steps + 1);
  if (node.opType === "Transpose") return inner?.toReversed();
  return ["Cast", "Identity", "DequantizeLinear"].includes(node.opType) ? inner : undefined;
}

/** Where a tensor comes from: `width` outputs of a linear layer, the first of them `start`. */
export interface Source {
  readonly matmul: WeightMatmul;
  readonly width: number;
  /** Undefined where they are not consecutive. */
  readonly start: number | undefined;
}

/** The linear layer that a tensor comes from, through bias, casts, scales and splits. `width` is the tensor's own. */
export function findSource(graph: Graph, tensor: string): Source | undefined {
  return traceBack(graph, tensor, 0);
}

function traceBack(graph: Graph, tensor: string, steps: number): Source | undefined {
  const node = graph.producer.get(tensor);
  if (!node || steps > MAX_STEPS) return undefined;
  const matmul = asWeightMatmul(graph, node);
  if (matmul) return { matmul, width: matmul.width.out, start: 0 };
  const from = passedInput(graph, node);
  const source = from === undefined ? undefined : traceBack(graph, from, steps + 1);
  const part = source && partRange(graph, node, tensor, source.width);
  if (!part) return undefined;
  const start = source.start === undefined || part.step !== 1 ? undefined : source.start + part.start;
  return { matmul: source.matmul, width: part.width, start };
}

/** The input whose numbers a node hands on: of casts, splits, of a sum or product with a constant or a quantization scale. */
function passedInput(graph: Graph, node: OnnxNode): string | undefined {
  if (isPassing(node) || ["Split", "Slice", "Dropout", "DequantizeLinear", "QuantizeLinear"].includes(node.opType)) {
    return node.inputs[0];
  }
  if (!["Add", "Sub", "Mul", "Div"].includes(node.opType)) return undefined;
  const isFixed = (name: string) => isConstant(graph, name) || isScale(graph, name);
  const [a, b] = node.inputs as [string, string];
  if (isFixed(b)) return a;
  return isFixed(a) && node.opType !== "Div" ? b : undefined;
}

/** Whether a tensor is a constant of any size, seen through casts. */
function isConstant(graph: Graph, name: string, steps = 0): boolean {
  if (constantTensor(graph, name) || constantValues(graph, name)) return true;
  const node = graph.producer.get(name);
  return (
    node !== undefined && steps < MAX_STEPS && isPassing(node) && isConstant(graph, node.inputs[0] ?? "", steps + 1)
  );
}

/** Whether a tensor is the scale of a dynamic quantization, perhaps times a constant. */
function isScale(graph: Graph, name: string): boolean {
  const node = graph.producer.get(name);
  if (node?.opType === "DynamicQuantizeLinear") return name === node.outputs[1];
  return node?.opType === "Mul" && node.inputs.every((input) => isConstant(graph, input) || isScale(graph, input));
}

/** Tensors that carry a tensor's numbers on unchanged: itself, casts, reshapes, its quantized form. */
export function carriers(graph: Graph, tensor: string): readonly string[] {
  const seen = new Set([tensor]);
  for (const name of seen) {
    for (const node of graph.consumers.get(name) ?? []) {
      const output = node.outputs[0];
      const passes =
        isPassing(node) ||
        ["Dropout", "DynamicQuantizeLinear", "QuantizeLinear", "DequantizeLinear"].includes(node.opType);
      if (passes && node.inputs[0] === name && output && seen.size < MAX_STEPS) seen.add(output);
    }
  }
  return [...seen];
}
