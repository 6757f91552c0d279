import type { OnnxNode } from "../formats/onnxNode";
import { type ElementFn, findElementFn, nameFn, possibleRoots, scalar } from "./activationFn";
import type { LayerTap } from "./activationSource";
import { explainMissingGates } from "./explainMissingGates";
import type { Gate, NearMiss } from "./gate";
import { describe, type Graph } from "./graph";
import { isNonlinear, isPassing } from "./scalarOps";
import { asWeightMatmul, carriers, findSource } from "./weightMatmul";

/**
 * The gates of all layers, in order, from the graph's structure alone: a nonlinear function, computed by any nodes, of what a
 * linear layer of width `dMlp` makes; its result goes into a linear layer, either as it is (plain MLP) or times what another
 * linear layer makes (gated MLP). Which function it is, is found by computing it. Names play no part.
 * Throws an error that names the first layer without a gate and the nodes around it.
 */
export function findGates(graph: Graph, nLayers: number, dMlp: number): readonly LayerTap[] {
  const gates = new Map<string, Gate>();
  const misses: NearMiss[] = [];
  for (const node of graph.order) {
    const found = isNonlinear(node) ? findGate(graph, node, dMlp) : undefined;
    if (!found) continue;
    if ("reason" in found) misses.push(found);
    else if (!gates.has(found.tensor)) gates.set(found.tensor, found);
  }
  const inOrder = [...gates.values()].sort((a, b) => graph.rank.get(a.node)! - graph.rank.get(b.node)!);
  if (inOrder.length !== nLayers) throw new Error(explainMissingGates(graph, inOrder, misses, nLayers));
  return inOrder.map(({ tensor, actFn }, layer) => ({ layer, tensor, actFn }));
}

/** The gate that a nonlinear node belongs to, or why it is none; undefined where it is not even near a linear layer. */
function findGate(graph: Graph, core: OnnxNode, dMlp: number): Gate | NearMiss | undefined {
  const ownBias = findOwnBias(graph, core);
  if (ownBias)
    return checkPlace(graph, core, ownBias, { tensor: core.outputs[0]!, actFn: "identity", node: core }, dMlp);
  let unknown: ElementFn | undefined;
  for (const root of possibleRoots(graph, core.outputs[0]!)) {
    const fn = findElementFn(graph, root);
    if (!fn.steps.some(({ node }) => node === core) || !findSource(graph, root)) continue;
    unknown ??= fn;
    const named = fn.steps.map(({ node, values }) => ({ node, actFn: nameFn(values) })).find(({ actFn }) => actFn);
    if (!named?.actFn) continue;
    const found = checkPlace(
      graph,
      core,
      root,
      { ...named, tensor: root, actFn: named.actFn },
      dMlp,
      named.node.outputs[0],
    );
    const goesOn = fn.steps.some(({ node }) => !isPassing(node) && node.inputs.includes(named.node.outputs[0]!));
    if (found && "reason" in found && goesOn) break;
    return found;
  }
  if (!unknown) return undefined;
  const nodes = unknown.steps.map(({ node }) => node.opType).join(", ");
  return { node: core, reason: `unknown activation function (${nodes})` };
}

/** The input of an activation node that adds a bias by itself: no tensor holds the gate, only the activation can be tapped. */
function findOwnBias(graph: Graph, node: OnnxNode): string | undefined {
  const [input, bias] = node.inputs;
  if (node.opType !== "BiasGelu" && node.opType !== "FastGelu") return undefined;
  return bias && scalar(graph, bias) === undefined ? input : undefined;
}

/** Checks what comes before and behind an activation: the gate, or the reason why it is none. */
function checkPlace(
  graph: Graph,
  core: OnnxNode,
  root: string,
  gate: Gate,
  dMlp: number,
  activation = gate.tensor,
): Gate | NearMiss | undefined {
  const source = findSource(graph, root);
  if (!source) return undefined;
  const miss = (reason: string): NearMiss => ({ node: core, reason });
  if (source.width !== dMlp) {
    return miss(`its gate, from ${describe(source.matmul.node)}, has width ${source.width}, the config says ${dMlp}`);
  }
  const problem = checkBehind(graph, activation, dMlp);
  return problem === undefined ? gate : miss(problem);
}

/** What is wrong with the use of an activation; undefined where it is an MLP's. */
function checkBehind(graph: Graph, activation: string, dMlp: number): string | undefined {
  let problem = "no linear layer uses it";
  for (const name of carriers(graph, activation)) {
    for (const node of graph.consumers.get(name) ?? []) {
      const down = asWeightMatmul(graph, node);
      if (down && node.inputs[0] === name) {
        if (down.width.in === dMlp) return undefined;
        problem = `${describe(node)}, which uses it, takes width ${down.width.in}, the config says ${dMlp}`;
      }
      if (node.opType !== "Mul") continue;
      const up = findSource(graph, node.inputs.find((input) => input !== name) ?? name);
      if (!up) problem = `${describe(node)} multiplies it with something that no linear layer makes`;
      else if (up.width !== dMlp)
        problem = `${describe(node)} multiplies it with width ${up.width}, the config says ${dMlp}`;
      else if (feedsLinear(graph, node.outputs[0]!, dMlp)) return undefined;
      else problem = `no linear layer of width ${dMlp} uses ${describe(node)}`;
    }
  }
  return problem;
}

function feedsLinear(graph: Graph, tensor: string, width: number): boolean {
  return carriers(graph, tensor).some((name) =>
    (graph.consumers.get(name) ?? []).some(
      (node) => node.inputs[0] === name && asWeightMatmul(graph, node)?.width.in === width,
    ),
  );
}
