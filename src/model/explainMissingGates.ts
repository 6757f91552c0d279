import type { OnnxNode } from "../formats/onnxNode";
import type { Gate, NearMiss } from "./gate";
import { describe, type Graph } from "./graph";

const ATTENTION = new Set([
  "GroupQueryAttention",
  "MultiHeadAttention",
  "Attention",
  "PagedAttention",
  "LinearAttention",
]);

/** Nodes named in an error, at most. */
const MAX_NAMED = 12;

/**
 * Why the gates found are not one a layer, in words. Layers are told apart by their attention: the first attention that no
 * gate follows before the next one is the first unmatched layer.
 */
export function explainMissingGates(
  graph: Graph,
  gates: readonly Gate[],
  misses: readonly NearMiss[],
  nLayers: number,
): string {
  const counted = `found ${gates.length} feed-forward layers in the graph, config.json says ${nLayers}`;
  if (gates.length > nLayers) {
    return `${counted}; the first beyond is at ${describe(gates[nLayers]!.node)}. Is config.json from another model?`;
  }
  const rank = (node: OnnxNode) => graph.rank.get(node)!;
  const starts = findAttention(graph).map(rank);
  const isIn = (from: number, to: number) => (node: OnnxNode) => rank(node) >= from && rank(node) < to;
  if (starts.length === nLayers) {
    for (const [layer, from] of starts.entries()) {
      const inLayer = isIn(from, starts[layer + 1] ?? graph.order.length);
      if (gates.some(({ node }) => inLayer(node))) continue;
      const near = misses.filter(({ node }) => inLayer(node));
      return `${counted}; the first without a match is layer ${layer}. ${nearText(near)}Its nodes: ${listNodes(graph.order.filter(inLayer))}`;
    }
  }
  const last = gates.at(-1);
  const behind = graph.order.filter(isIn(last ? rank(last.node) + 1 : 0, graph.order.length));
  return (
    `${counted}; the first without a match is layer ${gates.length} or earlier ` +
    `(${starts.length} attention nodes tell the layers apart). ${nearText(misses)}` +
    `Nodes behind ${last ? describe(last.node) : "the graph's start"}: ${listNodes(behind)}`
  );
}

/** Attention nodes in order; where there are none, the softmax of attention written out. */
function findAttention(graph: Graph): readonly OnnxNode[] {
  const fused = graph.order.filter((node) => ATTENTION.has(node.opType));
  return fused.length > 0 ? fused : graph.order.filter((node) => node.opType === "Softmax");
}

function nearText(misses: readonly NearMiss[]): string {
  if (misses.length === 0) return "";
  const texts = misses.slice(0, MAX_NAMED).map(({ node, reason }) => `${describe(node)}: ${reason}`);
  return `Near misses: ${texts.join("; ")}. `;
}

function listNodes(nodes: readonly OnnxNode[]): string {
  const names = nodes.slice(0, MAX_NAMED).map(describe).join(", ");
  return nodes.length > MAX_NAMED ? `${names} and ${nodes.length - MAX_NAMED} more` : names;
}
