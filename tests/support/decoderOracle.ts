import { NO_TARGET } from "../../src/kernels/crossEntropyForward";
import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import type { TokenRows } from "../../src/transformer/tokenRows";
import {
  add,
  gradients,
  join,
  leaf,
  multiply,
  pick,
  rowSums,
  spreadRow,
  takeColumns,
  takeRows,
  timesTransposed,
  transpose,
  type Value,
} from "./autodiff";
import {
  act,
  attend,
  exp,
  log,
  lowered,
  rmsNorm,
  ropeFrequencies,
  rotate,
  scale,
  timesRow,
  visibility,
} from "./oracleBlocks";
import { type NamedTensor, type OracleTuning, TunedTensors } from "./oracleTuning";

/** A change of one layer's gates (`before` the activation function) or activations (`behind` it, where up is not yet in). */
export interface OracleIntervention {
  readonly layer: number;
  readonly where: "before" | "behind";
  readonly op: "set" | "add" | "scale";
  readonly index: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

export interface OracleOptions {
  /** By the frozen tensor's name. */
  readonly tunings?: ReadonlyMap<string, OracleTuning>;
  readonly interventions?: readonly OracleIntervention[];
}

export interface OracleRun {
  /** Sum over the rows of lossWeights * -log p(target). */
  readonly lossNats: number;
  /** f64[nTokens]: log p(target); 0 without a target. */
  readonly logProbs: Float64Array;
  /** f64[nTokens, dVocab]. */
  readonly logits: Float64Array;
  /** A layer: f64[nTokens, dMlp], what the gate's weights give, before interventions. */
  readonly gates: readonly Float64Array[];
  /** f64[nTokens, dModel]: the stream into the first layer, and behind each. */
  readonly streams: readonly Float64Array[];
  /** Of the loss, for every tensor of the base that is used or has a tuning, by name; zeros where a parameter takes its place. */
  readonly frozenGradients: () => ReadonlyMap<string, Float64Array>;
  /** Of the loss, for every parameter, by its own name. */
  readonly tunedGradients: () => ReadonlyMap<string, Float64Array>;
}

/**
 * A decoder of the Llama family (Llama, Mistral, Qwen2, Qwen3) in f64 from the architecture's definition, as Hugging Face's
 * modeling files state it. Slow, and with nothing in common with the code that it tests but the configuration's fields: gradients come
 * from the tape of autodiff.ts.
 */
export function runOracle(
  config: DecoderConfig,
  weights: ReadonlyMap<string, NamedTensor>,
  rows: TokenRows,
  { tunings = new Map(), interventions = [] }: OracleOptions = {},
): OracleRun {
  const tensors = new TunedTensors(weights, tunings);
  const block = { config, rows, tensors, visible: visibility(rows, config.slidingWindow) };
  const gates: Float64Array[] = [];
  let x = takeRows(tensors.table("model.embed_tokens.weight"), rows.ids);
  const streams = [x.data];
  for (let l = 0; l < config.nLayers; l++) {
    const name = `model.layers.${l}`;
    x = add(x, attention(block, norm(block, x, `${name}.input_layernorm`), `${name}.self_attn`));
    const input = norm(block, x, `${name}.post_attention_layernorm`);
    const gate = tensors.linear(input, `${name}.mlp.gate_proj`);
    gates.push(gate.data);
    const here = interventions.filter(({ layer }) => layer === l);
    const active = intervene(act(config.actFn, intervene(gate, here, "before")), here, "behind");
    const hidden = multiply(active, tensors.linear(input, `${name}.mlp.up_proj`));
    x = add(x, tensors.linear(hidden, `${name}.mlp.down_proj`));
    streams.push(x.data);
  }
  const output = norm(block, x, "model.norm");
  const logits = config.isTied
    ? timesTransposed(output, tensors.table("model.embed_tokens.weight"))
    : tensors.linear(output, "lm_head");
  const logProbs = logProbsOf(logits, rows.targets);
  const losses = multiply(
    logProbs,
    leaf(
      rows.nTokens,
      1,
      rows.lossWeights.map((weight) => -weight),
    ),
  );
  const loss = rowSums(transpose(losses));
  return {
    lossNats: loss.data[0]!,
    logProbs: logProbs.data.map((p) => p + 0), // no -0
    logits: logits.data,
    gates,
    streams,
    frozenGradients: () => gradientsOf(loss, tensors.frozen),
    tunedGradients: () => gradientsOf(loss, tensors.tuned),
  };
}

function gradientsOf(loss: Value, leaves: ReadonlyMap<string, Value>): ReadonlyMap<string, Float64Array> {
  const all = gradients(loss, [...leaves.values()]);
  return new Map(Array.from(leaves.keys(), (name, i) => [name, all[i]!]));
}

interface Block {
  readonly config: DecoderConfig;
  readonly rows: TokenRows;
  readonly tensors: TunedTensors;
  readonly visible: Value;
}

const norm = ({ config, tensors }: Block, x: Value, module: string): Value =>
  rmsNorm(x, tensors.table(`${module}.weight`), config.rmsNormEps);

function attention(block: Block, x: Value, module: string): Value {
  const { config, rows, tensors, visible } = block;
  const { nHeads, nKvHeads, dHead, qkvBias, qkNorm, rope } = config;
  const [q, k, v] = ["q", "k", "v"].map((part) => tensors.linear(x, `${module}.${part}_proj`, qkvBias)) as [
    Value,
    Value,
    Value,
  ];
  const frequencies = ropeFrequencies(rope, dHead);
  const head = (all: Value, h: number): Value => takeColumns(all, h * dHead, (h + 1) * dHead);
  const turned = (all: Value, h: number, part: "q" | "k"): Value => {
    const normed = qkNorm ? norm(block, head(all, h), `${module}.${part}_norm`) : head(all, h);
    return rotate(normed, rows.positions, frequencies);
  };
  const heads = Array.from({ length: nHeads }, (_, h) => {
    const kv = Math.floor((h * nKvHeads) / nHeads);
    return attend(turned(q, h, "q"), turned(k, kv, "k"), head(v, kv), visible);
  });
  return tensors.linear(join(heads), `${module}.o_proj`);
}

/** log softmax of each row at its target, [nTokens, 1]; 0 without a target. */
function logProbsOf(logits: Value, targets: Uint32Array): Value {
  const low = lowered(logits);
  const hasTarget = leaf(
    logits.rows,
    1,
    Float64Array.from(targets, (target) => (target === NO_TARGET ? 0 : 1)),
  );
  const chosen = pick(
    low,
    targets.map((target) => (target === NO_TARGET ? 0 : target)),
  );
  return multiply(add(chosen, scale(log(rowSums(exp(low))), -1)), hasTarget);
}

function intervene(x: Value, interventions: readonly OracleIntervention[], where: OracleIntervention["where"]): Value {
  let out = x;
  for (const intervention of interventions) {
    if (intervention.where !== where) continue;
    const { op, index, value } = intervention;
    const factor = new Float64Array(x.cols).fill(1);
    const shift = new Float64Array(x.cols);
    for (let i = 0; i < index.length; i++) {
      if (op !== "add") factor[index[i]!] = op === "set" ? 0 : value[i]!;
      if (op !== "scale") shift[index[i]!] = value[i]!;
    }
    out = add(timesRow(out, leaf(1, x.cols, factor)), spreadRow(leaf(1, x.cols, shift), x.rows));
  }
  return out;
}
