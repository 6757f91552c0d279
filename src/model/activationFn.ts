import type { OnnxNode } from "../formats/onnxNode";
import { ACT_FN, type ActFn } from "../tensor/actFn";
import { constantValues } from "./constants";
import type { Graph } from "./graph";
import { applyScalar, scalarInputs } from "./scalarOps";

/** A function of one tensor that a few nodes compute element by element. */
export interface ElementFn {
  /** The tensor that everything is a function of. */
  readonly root: string;
  /** The nodes, in order, and for each the values of its first output at `SAMPLES`. */
  readonly steps: readonly { readonly node: OnnxNode; readonly values: readonly number[] }[];
}

/** Where functions are compared: both signs, dense where the known functions differ, none at 0, which tells nothing. */
const SAMPLES = Array.from({ length: 64 }, (_, i) => (i - 31.5) / 4);

/**
 * How far from a function's values a graph of f16 constants may be (1.702 becomes 1.7021: 2e-5; 0.044715 and 0.7979: 3e-5).
 * The two forms of GELU differ by 4.7e-4 at most, so the nearest within this is never the other.
 */
const TOLERANCE = 1.5e-4;

/** Nodes that an activation function takes at most, with a wide margin. */
const MAX_STEPS = 32;

/** All that can be computed from `root` and constant numbers alone, element by element. */
export function findElementFn(graph: Graph, root: string): ElementFn {
  const values = new Map<string, readonly number[]>([[root, SAMPLES]]);
  const steps: { node: OnnxNode; values: readonly number[] }[] = [];
  const waiting = [...(graph.consumers.get(root) ?? [])];
  const byRank = (a: OnnxNode, b: OnnxNode) => graph.rank.get(a)! - graph.rank.get(b)!;
  while (waiting.length > 0 && steps.length < MAX_STEPS) {
    const node = waiting.sort(byRank).shift()!;
    const output = node.outputs[0];
    if (output === undefined || values.has(output)) continue;
    const inputs = scalarInputs(node)?.map((name) =>
      name === "" ? "none" : (values.get(name) ?? scalar(graph, name)),
    );
    if (!inputs || inputs.includes(undefined)) continue;
    const result = SAMPLES.map((_, i) =>
      applyScalar(
        node,
        inputs.map((x) => at(x!, i)),
      ),
    );
    values.set(output, result);
    steps.push({ node, values: result });
    waiting.push(...(graph.consumers.get(output) ?? []));
  }
  return { root, steps };
}

const at = (x: number | "none" | readonly number[], i: number) =>
  x === "none" ? undefined : typeof x === "number" ? x : x[i]!;

/** The number that a tensor of one element holds, computed from constants where need be. */
export function scalar(graph: Graph, name: string, depth = 0): number | undefined {
  const values = constantValues(graph, name);
  if (values) return values.length === 1 ? values[0] : undefined;
  const node = graph.producer.get(name);
  const names = node && depth < MAX_STEPS ? scalarInputs(node) : undefined;
  if (!node || !names) return undefined;
  const inputs = names.map((input) => (input === "" ? undefined : scalar(graph, input, depth + 1)));
  return inputs.some((x, i) => x === undefined && names[i] !== "") ? undefined : applyScalar(node, inputs);
}

/** The activation function with these values at `SAMPLES`. */
export function nameFn(values: readonly number[]): ActFn | undefined {
  let best: { name: ActFn; error: number } | undefined;
  for (const [name, fn] of Object.entries(ACT_FN) as [ActFn, (x: number) => number][]) {
    if (name === "identity") continue;
    const error = Math.max(...SAMPLES.map((x, i) => Math.abs(values[i]! - fn(x))));
    if (error <= TOLERANCE && error < (best?.error ?? Infinity)) best = { name, error };
  }
  return best?.name;
}

/** Tensors, from the deepest, that a function which ends in `tensor` may be a function of: those behind element-wise nodes. */
export function possibleRoots(graph: Graph, tensor: string): readonly string[] {
  const seen = new Set([tensor]);
  for (const name of seen) {
    const node = graph.producer.get(name);
    if (!node || seen.size > MAX_STEPS) continue;
    for (const input of scalarInputs(node) ?? []) {
      if (input !== "" && constantValues(graph, input) === undefined) seen.add(input);
    }
  }
  const depth = (name: string) => graph.rank.get(graph.producer.get(name)!) ?? -1;
  return [...seen].sort((a, b) => depth(a) - depth(b));
}
