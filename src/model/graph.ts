import type { OnnxGraph } from "../formats/onnxModel";
import type { OnnxAttribute, OnnxNode, OnnxSubgraph } from "../formats/onnxNode";
import type { OnnxTensor } from "../formats/onnxTensor";

/** A graph with what is needed to walk along it. */
export interface Graph {
  readonly onnx: OnnxGraph;
  /** The node that makes a tensor; absent for inputs and initializers. */
  readonly producer: ReadonlyMap<string, OnnxNode>;
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Nodes so that each comes behind those it depends on. */
  readonly order: readonly OnnxNode[];
  /** Position in `order`. */
  readonly rank: ReadonlyMap<OnnxNode, number>;
}

/** Indexes a graph. Two nodes that make one tensor, or a cycle, are errors. */
export function buildGraph(onnx: OnnxGraph): Graph {
  const producer = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of onnx.nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      const other = producer.get(output);
      if (other) throw new Error(`the graph is broken: ${describe(other)} and ${describe(node)} both make "${output}"`);
      producer.set(output, node);
    }
    for (const name of new Set(usedNames(node))) {
      const list = consumers.get(name);
      if (list) list.push(node);
      else consumers.set(name, [node]);
    }
  }
  const order = sortNodes(onnx.nodes, producer, consumers);
  const rank = new Map(order.map((node, i) => [node, i]));
  const initializers = new Map(onnx.initializers.map((tensor) => [tensor.name, tensor]));
  return { onnx, producer, consumers, initializers, order, rank };
}

/** Tensors that a node needs: its inputs, and what graphs inside it use from outside. */
export function usedNames(node: OnnxNode): readonly string[] {
  const names = node.inputs.filter((name) => name !== "");
  const inside = node.attributes.flatMap(({ graphs }) => graphs.flatMap(outerNames));
  return inside.length > 0 ? names.concat(inside) : names;
}

function outerNames(graph: OnnxSubgraph): readonly string[] {
  const own = new Set(graph.names);
  for (const node of graph.nodes) for (const output of node.outputs) own.add(output);
  return [...graph.nodes.flatMap(usedNames), ...graph.outputs].filter((name) => !own.has(name));
}

/** Kahn's algorithm; nodes that are free at the same time keep their order in the file. */
function sortNodes(
  nodes: readonly OnnxNode[],
  producer: ReadonlyMap<string, OnnxNode>,
  consumers: ReadonlyMap<string, readonly OnnxNode[]>,
): OnnxNode[] {
  const missing = new Map<OnnxNode, number>();
  for (const node of nodes) missing.set(node, new Set(usedNames(node).filter((name) => producer.has(name))).size);
  const order: OnnxNode[] = [];
  const visit = (start: OnnxNode) => {
    const stack = [start];
    for (let node = stack.pop(); node; node = stack.pop()) {
      order.push(node);
      missing.set(node, -1);
      const freed: OnnxNode[] = [];
      for (const output of new Set(node.outputs)) {
        for (const consumer of consumers.get(output) ?? []) {
          const left = missing.get(consumer)! - 1;
          missing.set(consumer, left);
          // Where the file is in order, the outer loop comes to the consumer by itself.
          if (left === 0 && done.has(consumer)) freed.push(consumer);
        }
      }
      stack.push(...freed.reverse());
    }
  };
  const done = new Set<OnnxNode>();
  for (const node of nodes) {
    done.add(node);
    if (missing.get(node) === 0) visit(node);
  }
  if (order.length < nodes.length) {
    const stuck = nodes.find((node) => missing.get(node)! > 0)!;
    throw new Error(`the graph is broken: ${describe(stuck)} depends on itself`);
  }
  return order;
}

/** `MatMul "/model/layers.0/mlp/up_proj/MatMul"`. */
export function describe(node: OnnxNode): string {
  return node.name === ""
    ? `${node.opType} (unnamed, makes "${node.outputs[0] ?? ""}")`
    : `${node.opType} "${node.name}"`;
}

export function findAttribute(node: OnnxNode, name: string): OnnxAttribute | undefined {
  return node.attributes.find((attribute) => attribute.name === name);
}

/** An integer attribute, or the operator's default for it. */
export function intAttribute(node: OnnxNode, name: string, byDefault: number): number {
  return findAttribute(node, name)?.int ?? byDefault;
}
