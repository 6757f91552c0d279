import { EPSILON, type TwinNorm } from "./decoderTwin";
import { ACTIVATIONS, type Activation, type ActivationName, emitActivation } from "./onnxActivations";
import type { ElementType, Naming, OnnxBuilder } from "./onnxBuilder";
import { type FixtureLinear, floatType, type WeightKind } from "./onnxLinear";

/** One shape of decoder. */
export interface FixtureSpec {
  readonly name: string;
  readonly naming: Naming;
  readonly activation: ActivationName;
  readonly weights: WeightKind;
  /** Gated: gate and up apart, or one product cut by Split, by two Slices, or as torch writes `chunk`. Plain MLP when left out. */
  readonly gated?: "apart" | "split" | "slice" | "chunk";
  readonly norm: "layer" | "rmsChain" | "rmsNode" | "skip";
  readonly bias?: boolean;
  readonly dMlp?: number;
  /** Weights in a file of that name. */
  readonly shard?: string;
}

export interface DecoderLayer {
  readonly q: FixtureLinear;
  readonly k: FixtureLinear;
  readonly v: FixtureLinear;
  readonly o: FixtureLinear;
  /** Of gate and up together where they are fused. */
  readonly gate: FixtureLinear;
  readonly up?: FixtureLinear;
  readonly down: FixtureLinear;
  readonly norm1: TwinNorm;
  readonly norm2: TwinNorm;
}

export interface DecoderParts {
  readonly dims: {
    readonly nHeads: number;
    readonly nKvHeads: number;
    readonly dModel: number;
    readonly dMlp: number;
    readonly dVocab: number;
    readonly seqLen: number;
  };
  readonly embed: Float64Array;
  readonly layers: readonly DecoderLayer[];
  readonly normFinal: TwinNorm;
  readonly head: FixtureLinear;
}

const MS = { domain: "com.microsoft" };

interface Names {
  readonly root: string;
  readonly layer: string;
  readonly gate: string;
  readonly act: string;
  readonly down: string;
}

const LLAMA: Names = { root: "/model", layer: "layers", gate: "gate_proj", act: "act_fn", down: "down_proj" };
const BLOOM: Names = {
  root: "/transformer",
  layer: "h",
  gate: "dense_h_to_4h",
  act: "gelu_impl",
  down: "dense_4h_to_h",
};
const NAMES: Readonly<Record<Naming, Names>> = { torch: BLOOM, optimum: LLAMA, genai: LLAMA, none: LLAMA };

/** Writes a decoder: inputs, embedding, layers, final norm, head; outputs logits and present keys and values. */
export function writeDecoder(builder: OnnxBuilder, spec: FixtureSpec, parts: DecoderParts): void {
  const { dims } = parts;
  const float = floatType(spec.weights);
  const names = NAMES[spec.naming];
  const ids = builder.input("input_ids", "i64", ["batch_size", "sequence_length"]);
  const attention = spec.norm === "skip" ? gqaAttention(builder, parts, float) : plainAttention(builder, parts, float);
  const table = builder.weight("embed.weight", [dims.dVocab, dims.dModel], float, parts.embed);
  const norms = new Norms(
    builder,
    spec.norm,
    float,
    builder.node("Gather", `${names.root}/embed/Gather`, [table, ids]),
  );
  for (const [l, layer] of parts.layers.entries()) {
    const path = `${names.root}/${names.layer}.${l}`;
    const h1 = norms.emit(`${path}/input_layernorm`, layer.norm1);
    const [q, k, v] = (["q", "k", "v"] as const).map((one) => layer[one].emit(builder, `${path}/attn/${one}_proj`, h1));
    norms.add(`${path}/attn`, layer.o.emit(builder, `${path}/attn/o_proj`, attention(l, path, q!, k!, v!)));
    const h2 = norms.emit(`${path}/post_attention_layernorm`, layer.norm2);
    norms.add(`${path}/mlp`, emitMlp(builder, spec, dims.dMlp, layer, `${path}/mlp`, h2));
  }
  const last = norms.emit(`${names.root}/norm`, parts.normFinal);
  const logits = parts.head.emit(builder, "/lm_head", last);
  builder.output(logits, "logits", float, ["batch_size", "sequence_length", dims.dVocab]);
}

function emitMlp(
  b: OnnxBuilder,
  spec: FixtureSpec,
  dMlp: number,
  layer: DecoderLayer,
  path: string,
  x: string,
): string {
  const names = NAMES[spec.naming];
  const activation: Activation = ACTIVATIONS[spec.activation];
  const float = floatType(spec.weights);
  const isFused = spec.gated !== undefined && spec.gated !== "apart";
  const product = layer.gate.emit(b, `${path}/${isFused ? "gate_up_proj" : names.gate}`, x, !activation.ownBias);
  let [gate, up] = [product, layer.up?.emit(b, `${path}/up_proj`, x)];
  if (spec.gated === "split") {
    const sizes = b.constant(`${path}/split_sizes`, [2], "i64", [dMlp, dMlp]);
    [gate, up] = b.nodeAll("Split", `${path}/Split`, [product, sizes], { nOutputs: 2, attributes: { axis: -1 } }) as [
      string,
      string,
    ];
  } else if (isFused) {
    const int = (name: string, i: number) => b.constant(`${path}/${name}`, [1], "i64", [i]);
    const [start, last] = [int("start", 0), int("axis", spec.gated === "chunk" ? -1 : 2)];
    const [middle, end] =
      spec.gated === "chunk" ? chunkEnds(b, path, product, last) : [int("middle", dMlp), int("end", 2 ** 31)];
    gate = b.node("Slice", `${path}/Slice`, [product, start, middle, last]);
    up = b.node("Slice", `${path}/Slice_1`, [product, middle, end, last]);
  }
  const { bias } = layer.gate.twin;
  const ownBias = activation.ownBias && bias ? b.weight(`${path}.own.bias`, [dMlp], float, bias) : "";
  const act = emitActivation(b, spec.activation, `${path}/${names.act}`, float, gate, ownBias);
  const hidden = up === undefined ? act : b.node("Mul", `${path}/Mul`, [act, up]);
  return layer.down.emit(b, `${path}/${names.down}`, hidden);
}

/** Where the halves of the last dimension end, computed in the graph from its size. */
function chunkEnds(b: OnnxBuilder, path: string, x: string, last: string): [middle: string, end: string] {
  const int = (i: number) => b.constant(`${path}/Constant_${i}`, [1], "i64", [i]);
  const [one, two] = [int(1), int(2)];
  const size = b.node("Gather", `${path}/Gather`, [b.node("Shape", `${path}/Shape`, [x]), last], {
    attributes: { axis: 0 },
  });
  const half = b.node("Div", `${path}/Div`, [b.node("Add", `${path}/Add`, [size, one]), two]);
  return [b.node("Mul", `${path}/Mul_1`, [half, one]), b.node("Mul", `${path}/Mul_2`, [half, two])];
}

/** Residual sums and norms, which one node does together in the `skip` style. */
class Norms {
  private pending: string | undefined;

  constructor(
    private readonly builder: OnnxBuilder,
    private readonly style: FixtureSpec["norm"],
    private readonly float: ElementType,
    private residual: string,
  ) {}

  add(path: string, x: string): void {
    if (this.style === "skip") this.pending = x;
    else this.residual = this.builder.node("Add", `${path}/residual/Add`, [this.residual, x]);
  }

  emit(path: string, { scale, bias }: TwinNorm): string {
    const { builder: b, float, residual } = this;
    const weight = b.weight(`${path}.weight`, [scale.length], float, scale);
    const epsilon = { f: EPSILON };
    if (bias) {
      const inputs = [residual, weight, b.weight(`${path}.bias`, [scale.length], float, bias)];
      return b.node("LayerNormalization", `${path}/LayerNormalization`, inputs, { attributes: { axis: -1, epsilon } });
    }
    if (this.style === "rmsChain") return this.chain(path, weight);
    if (this.pending === undefined) {
      const attributes = { axis: -1, epsilon, stash_type: 1 };
      return b.node("SimplifiedLayerNormalization", `${path}/LayerNorm`, [residual, weight], { attributes });
    }
    const [normed, , , sum] = b.nodeAll(
      "SkipSimplifiedLayerNormalization",
      `${path}/SkipLayerNorm`,
      [residual, this.pending, weight],
      {
        ...MS,
        attributes: { epsilon },
        nOutputs: 4,
      },
    );
    this.residual = sum!;
    return normed!;
  }

  /** RMSNorm as torch exports it, in f32 whatever the model's type. */
  private chain(path: string, weight: string): string {
    const { builder: b, float, residual } = this;
    const cast = (to: number, x: string) =>
      float === "f32" ? x : b.node("Cast", `${path}/Cast_${to}`, [x], { attributes: { to } });
    const x = cast(1, residual);
    const square = b.node("Pow", `${path}/Pow`, [x, b.constant(`${path}/Constant`, [], "f32", [2])]);
    const mean = b.node("ReduceMean", `${path}/ReduceMean`, [square], { attributes: { axes: [-1], keepdims: 1 } });
    const shifted = b.node("Add", `${path}/Add`, [mean, b.constant(`${path}/Constant_1`, [], "f32", [EPSILON])]);
    const normed = b.node("Div", `${path}/Div`, [x, b.node("Sqrt", `${path}/Sqrt`, [shifted])]);
    return b.node("Mul", `${path}/Mul`, [weight, cast(10, normed)]);
  }
}

type Attention = (layer: number, path: string, q: string, k: string, v: string) => string;

/** Attention written out, with a constant causal mask, as torch exports it. */
function plainAttention(b: OnnxBuilder, { dims }: DecoderParts, float: ElementType): Attention {
  const { nHeads, dModel, seqLen } = dims;
  const dHead = dModel / nHeads;
  const mask = Array.from({ length: seqLen ** 2 }, (_, i) => (i % seqLen > Math.floor(i / seqLen) ? -1e4 : 0));
  const maskName = b.weight("causal_mask", [seqLen, seqLen], float, mask);
  return (l, path, q, k, v) => {
    const heads = (x: string, name: string, perm: readonly number[]) => {
      const shape = b.constant(`${path}/attn/${name}_shape`, [4], "i64", [0, 0, nHeads, dHead]);
      const split = b.node("Reshape", `${path}/attn/${name}_Reshape`, [x, shape]);
      return b.node("Transpose", `${path}/attn/${name}_Transpose`, [split], { attributes: { perm } });
    };
    const [qh, kh, vh] = [heads(q, "q", [0, 2, 1, 3]), heads(k, "k", [0, 2, 3, 1]), heads(v, "v", [0, 2, 1, 3])];
    b.output(kh, `present.${l}.key`, float, ["batch_size", nHeads, dHead, "sequence_length"]);
    b.output(vh, `present.${l}.value`, float, ["batch_size", nHeads, "sequence_length", dHead]);
    const scores = b.node("MatMul", `${path}/attn/MatMul`, [qh, kh]);
    const scale = b.constant(`${path}/attn/Constant`, [], float, [Math.sqrt(dHead)]);
    const masked = b.node("Add", `${path}/attn/Add`, [b.node("Div", `${path}/attn/Div`, [scores, scale]), maskName]);
    const weights = b.node("Softmax", `${path}/attn/Softmax`, [masked], { attributes: { axis: -1 } });
    const mixed = b.node("MatMul", `${path}/attn/MatMul_1`, [weights, vh]);
    const back = b.node("Transpose", `${path}/attn/Transpose`, [mixed], { attributes: { perm: [0, 2, 1, 3] } });
    return b.node("Reshape", `${path}/attn/Reshape`, [
      back,
      b.constant(`${path}/attn/shape`, [3], "i64", [0, 0, dModel]),
    ]);
  };
}

/** GroupQueryAttention with a key-value cache, lengths computed from the mask, as the GenAI builder writes it. */
function gqaAttention(b: OnnxBuilder, { dims, layers }: DecoderParts, float: ElementType): Attention {
  const { nHeads, nKvHeads, dModel } = dims;
  const dHead = dModel / nHeads;
  const mask = b.input("attention_mask", "i64", ["batch_size", "total_sequence_length"]);
  const path = "/model/attn_mask_reformat";
  const one = b.constant("one", [1], "i64", [1]);
  const int32 = { attributes: { to: 6 } };
  const total = b.node("ReduceSum", `${path}/ReduceSum`, [mask, one], { attributes: { keepdims: 1 } });
  const lengths = b.node("Cast", `${path}/Sub/Cast`, [b.node("Sub", `${path}/Sub`, [total, one])], int32);
  const width = b.node("Gather", `${path}/Gather`, [b.node("Shape", `${path}/Shape`, [mask]), one], {
    attributes: { axis: 0 },
  });
  const longest = b.node("Cast", `${path}/Gather/Cast`, [width], int32);
  const pastDims = ["batch_size", nKvHeads, "past_sequence_length", dHead];
  const past = layers.map((_, l) =>
    ["key", "value"].map((kind) => b.input(`past_key_values.${l}.${kind}`, float, pastDims)),
  );
  return (l, layerPath, q, k, v) => {
    const inputs = [q, k, v, ...past[l]!, lengths, longest];
    const attributes = { num_heads: nHeads, kv_num_heads: nKvHeads };
    const outputs = b.nodeAll("GroupQueryAttention", `${layerPath}/attn/GroupQueryAttention`, inputs, {
      ...MS,
      attributes,
      nOutputs: 3,
    });
    for (const [i, kind] of ["key", "value"].entries()) {
      b.output(outputs[i + 1]!, `present.${l}.${kind}`, float, [
        "batch_size",
        nKvHeads,
        "total_sequence_length",
        dHead,
      ]);
    }
    return outputs[0]!;
  };
}
