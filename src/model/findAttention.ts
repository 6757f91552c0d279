import type { OnnxNode } from "../formats/onnxNode";
import { describe, type Graph, intAttribute } from "./graph";
import type { ModelInfo } from "./modelInfo";
import { normWeight } from "./normWeight";
import { type Projection, whole } from "./projection";
import { type Upstream, walkUpstream } from "./upstream";
import { asWeightMatmul, type WeightMatmul } from "./weightMatmul";

/** Operators that take queries, keys and values as their first inputs. */
const FUSED = new Set(["GroupQueryAttention", "MultiHeadAttention", "Attention", "PagedAttention"]);

/** Projections of an attention, and the weights of RMSNorms over each head's query and key where there are any. */
export interface AttentionParts {
  readonly q: Projection;
  readonly k: Projection;
  readonly v: Projection;
  readonly o: Projection;
  readonly qNorm?: string;
  readonly kNorm?: string;
}

/**
 * The projections of a layer's attention among `linears`, those before its gate: the last is the output's; queries, keys and values are told apart by
 * the inputs of the attention operator, or of the two products that it is written out as.
 */
export function findAttention(
  graph: Graph,
  linears: readonly WeightMatmul[],
  layer: number,
  info: ModelInfo,
): AttentionParts {
  const [dQuery, dKeyValue] = [info.nHeads * info.dHead, info.nKvHeads * info.dHead];
  const fail = (what: string): never => {
    const found = linears.map(({ node, width }) => `${describe(node)} [${width.out}, ${width.in}]`).join(", ");
    throw new Error(`layer ${layer}: ${what}. Linear layers of its attention: ${found || "none"}`);
  };
  const o = linears.at(-1);
  if (o?.width.in !== dQuery || o.width.out !== info.dModel) {
    return fail(`the last linear layer before the gate is no output projection [${info.dModel}, ${dQuery}]`);
  }
  const isLinear = (node: OnnxNode) => linears.some((linear) => linear.node === node);
  const sources = attentionInputs(graph, o.node)?.map((tensor) => walkUpstream(graph, tensor, isLinear));
  if (!sources) return fail("no attention comes before the output projection");
  refuseInterleaved(graph, o.node, sources, fail);
  const norms = sources.slice(0, 2).map((source) => headNorm(graph, source, info.dHead));
  return {
    ...splitHeads(graph, linears, sources, [dQuery, dKeyValue, dKeyValue], fail),
    o: whole(graph, o),
    ...(norms[0] !== undefined && { qNorm: norms[0] }),
    ...(norms[1] !== undefined && { kNorm: norms[1] }),
  };
}

/** A product of two computed tensors. */
const isProduct = (graph: Graph, node: OnnxNode): boolean =>
  (node.opType === "MatMul" || node.opType === "FusedMatMul") && !asWeightMatmul(graph, node);

/** Tensors that hold queries, keys and values; one alone where they are packed. */
function attentionInputs(graph: Graph, o: OnnxNode): readonly string[] | undefined {
  const isAttention = (node: OnnxNode) => FUSED.has(node.opType) || isProduct(graph, node);
  const [attention, other] = walkUpstream(graph, o.inputs[0]!, isAttention).stops;
  if (!attention || other) return undefined;
  if (FUSED.has(attention.opType)) return attention.inputs.slice(0, 3).filter((name) => name !== "");
  const [weights, values] = attention.inputs as [string, string];
  const [scores, more] = walkUpstream(graph, weights, (node) => isProduct(graph, node)).stops;
  return scores && !more ? [...scores.inputs, values] : undefined;
}

/** The projections that the attention's inputs come from: three of their own, or parts of one, in the order q, k, v. */
function splitHeads(
  graph: Graph,
  linears: readonly WeightMatmul[],
  sources: readonly Upstream[],
  rows: readonly [number, number, number],
  fail: (what: string) => never,
): { q: Projection; k: Projection; v: Projection } {
  const found = sources.map(({ stops }) => linears.find(({ node }) => stops.length === 1 && stops[0] === node));
  const [first, second = first, third = first] = found;
  if (!first || !second || !third || found.includes(undefined))
    return fail("queries, keys and values cannot be told apart");
  const isPacked = first === second && first === third;
  const wanted = isPacked ? [rows[0] + rows[1] + rows[2]] : rows;
  const has = isPacked ? [first] : [first, second, third];
  if (has.map(({ width }) => width.out).join() !== wanted.join()) {
    return fail(`queries, keys and values have ${has.map(({ width }) => width.out)} rows, config.json says ${wanted}`);
  }
  if (!isPacked) return { q: whole(graph, first), k: whole(graph, second), v: whole(graph, third) };
  const part = (start: number, count: number): Projection => ({ ...whole(graph, first), start, count });
  return { q: part(0, rows[0]), k: part(rows[0], rows[1]), v: part(rows[0] + rows[1], rows[2]) };
}

/** The weight of an RMSNorm over each head, between a projection and the attention. */
function headNorm(graph: Graph, { passed }: Upstream, dHead: number): string | undefined {
  for (const node of passed) {
    const weight = normWeight(graph, node, dHead);
    if (weight !== undefined) return weight;
  }
  return undefined;
}

/** Rotary positions over neighbouring columns mean rows in another order than Hugging Face's. */
function refuseInterleaved(
  graph: Graph,
  o: OnnxNode,
  sources: readonly Upstream[],
  fail: (what: string) => never,
): void {
  const [attention] = walkUpstream(graph, o.inputs[0]!, (node) => FUSED.has(node.opType)).stops;
  const nodes = [...(attention ? [attention] : []), ...sources.flatMap(({ passed }) => passed)];
  const isInterleaved = (node: OnnxNode) =>
    intAttribute(node, "rotary_interleaved", 0) === 1 ||
    (node.opType === "RotaryEmbedding" && intAttribute(node, "interleaved", 0) === 1);
  if (nodes.some(isInterleaved)) fail("it rotates neighbouring columns (rotary_interleaved), which is not supported");
}
