import type { OnnxTensor } from "../formats/onnxTensor";
import { constantTensor } from "./constants";
import { findAttribute, type Graph } from "./graph";

/** A constant as the file stores it, before the nodes that bring it into place. */
export interface StoredConstant {
  readonly tensor: OnnxTensor;
  /** A matrix that the graph transposes before it is used. */
  readonly isTransposed: boolean;
}

/** Nodes between a constant and its use, at most: a cast, a transposition. */
const MAX_STEPS = 8;

/**
 * The constant behind a tensor, seen through casts, transposed matrices and, where `reshapes` says so, new shapes; undefined
 * where the tensor is computed otherwise.
 */
export function storedConstant(graph: Graph, name: string, reshapes = false): StoredConstant | undefined {
  let [at, isTransposed] = [name, false];
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const tensor = constantTensor(graph, at);
    if (tensor) return { tensor, isTransposed };
    const node = graph.producer.get(at);
    if (!node) return undefined;
    if (node.opType === "Transpose") {
      const perm = findAttribute(node, "perm")?.ints.join() ?? "1,0";
      if (perm !== "1,0") return undefined;
      isTransposed = !isTransposed;
    } else if (!["Cast", "Identity", ...(reshapes ? ["Reshape"] : [])].includes(node.opType)) return undefined;
    at = node.inputs[0] ?? "";
  }
  return undefined;
}

/** The name of a constant vector of `n` elements behind a tensor, else undefined. */
export function isVector(graph: Graph, name: string, n: number): boolean {
  const stored = storedConstant(graph, name, true);
  return stored !== undefined && stored.tensor.nElements === n && stored.tensor.dims.some((size) => size === n);
}
