import type { OnnxNode } from "../formats/onnxNode";
import { type AttentionParts, findAttention } from "./findAttention";
import { findGates } from "./findGates";
import { describe, type Graph } from "./graph";
import type { ModelInfo } from "./modelInfo";
import { normBefore } from "./normWeight";
import { findProjection, type Projection, whole } from "./projection";
import { isPassing } from "./scalarOps";
import { walkUpstream } from "./upstream";
import { asWeightMatmul, type WeightMatmul } from "./weightMatmul";

interface MlpParts {
  readonly gate: Projection;
  readonly up: Projection;
  readonly down: Projection;
}

/** What holds the weights of one decoder layer; of norms the tensor's name. */
export interface LayerParts extends AttentionParts, MlpParts {
  readonly inputNorm: string;
  readonly postAttentionNorm: string;
}

/** A Llama-like decoder in a graph. Parts that a cut graph may lack (the head) are absent. */
export interface DecoderParts {
  /** The Gather that looks tokens up. */
  readonly embedding?: OnnxNode;
  readonly layers: readonly LayerParts[];
  readonly finalNorm?: string;
  readonly head?: Projection;
}

/**
 * Finds the parts of a decoder by structure: names play no part, since they differ between exporters. Feed-forward layers are
 * found by their gates; what lies between one's down projection and the next one's gate is the attention.
 * Throws an error that names the layer where the graph is no Llama-like decoder.
 */
export function findDecoder(graph: Graph, info: ModelInfo): DecoderParts {
  const linears = graph.order.flatMap((node) => asWeightMatmul(graph, node) ?? []);
  const rank = (node: OnnxNode) => graph.rank.get(node)!;
  const layers: LayerParts[] = [];
  let before = -1;
  for (const { layer, tensor } of findGates(graph, info.nLayers, info.dMlp)) {
    const mlp = findMlp(graph, linears, layer, tensor, info.dMlp);
    const own = [mlp.gate.node, mlp.up.node];
    // Of other widths are products that make rotary angles.
    const between = linears.filter(
      ({ node, width }) =>
        (width.in === info.dModel || width.out === info.dModel) &&
        rank(node) > before &&
        rank(node) < rank(mlp.gate.node) &&
        !own.includes(node),
    );
    const attention = findAttention(graph, between, layer, info);
    const norm = (projection: Projection): string => {
      const found = normBefore(graph, projection.node.inputs[0]!, info.dModel);
      if (found !== undefined) return found;
      throw new Error(`layer ${layer}: no RMSNorm of width ${info.dModel} comes before ${describe(projection.node)}`);
    };
    layers.push({ inputNorm: norm(attention.q), ...attention, postAttentionNorm: norm(mlp.gate), ...mlp });
    before = rank(mlp.down.node);
  }
  const head = linears.find(
    ({ node, width }) => rank(node) > before && width.in === info.dModel && width.out === info.dVocab,
  );
  const finalNorm = head && normBefore(graph, head.node.inputs[0]!, info.dModel);
  const embedding = graph.order.find((node) => isEmbedding(graph, node));
  return {
    ...(embedding && { embedding }),
    layers,
    ...(finalNorm !== undefined && { finalNorm }),
    ...(head && { head: whole(graph, head) }),
  };
}

/** Looks up tokens: its indices are an input of the graph, and its table a constant. */
function isEmbedding(graph: Graph, node: OnnxNode): boolean {
  if (node.opType !== "Gather" && node.opType !== "GatherBlockQuantized") return false;
  let indices = node.inputs[1] ?? "";
  for (let at = graph.producer.get(indices); at && isPassing(at); at = graph.producer.get(indices)) {
    indices = at.inputs[0] ?? "";
  }
  return indices === "input_ids";
}

function findMlp(
  graph: Graph,
  linears: readonly WeightMatmul[],
  layer: number,
  gateTensor: string,
  dMlp: number,
): MlpParts {
  const isLinear = (node: OnnxNode) => linears.some((linear) => linear.node === node);
  const gate = findProjection(graph, gateTensor);
  const down = linears.find(
    ({ node, width }) =>
      width.in === dMlp &&
      graph.rank.get(node)! > graph.rank.get(gate?.node ?? node)! &&
      walkUpstream(graph, node.inputs[0]!, isLinear).stops.includes(gate!.node),
  );
  if (!gate || !down)
    throw new Error(`layer ${layer}: the gate "${gateTensor}" cannot be followed to a down projection`);
  const product = walkUpstream(graph, down.node.inputs[0]!, (node) => node.opType === "Mul").stops[0];
  const [up, other] = (product?.inputs ?? []).flatMap((input) => findProjection(graph, input) ?? []);
  const isGate = up?.node === gate.node && up.start === gate.start;
  if (!up || other || isGate || up.count !== dMlp) {
    throw new Error(`layer ${layer}: ${describe(down.node)} takes no product of a gate and an up projection`);
  }
  return { gate, up, down: whole(graph, down) };
}
