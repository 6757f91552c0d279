import { TWIN_ACT, type TwinLayer, type TwinModel, type TwinNorm } from "./decoderTwin";
import { randn } from "./numeric";
import { ACTIVATIONS, type Activation } from "./onnxActivations";
import { type ElementType, OnnxBuilder } from "./onnxBuilder";
import { type DecoderLayer, type DecoderParts, type FixtureSpec, writeDecoder } from "./onnxDecoder";
import { floatType, makeLinear, sliceLinear } from "./onnxLinear";

export const N_LAYERS = 2;
export const SEQ_LEN = 16;
const D_MODEL = 32;
const D_VOCAB = 48;
const N_HEADS = 2;

/** Every shape in which public exports come, each at least once. */
export const FIXTURES: readonly FixtureSpec[] = [
  {
    name: "GenAI q4 SiLU chain",
    naming: "genai",
    activation: "siluChain",
    weights: "q4",
    gated: "apart",
    norm: "skip",
  },
  {
    name: "GenAI q4f16 SiLU chain",
    naming: "genai",
    activation: "siluChain",
    weights: "q4f16",
    gated: "apart",
    norm: "skip",
  },
  {
    name: "GenAI f32 SiLU as QuickGelu",
    naming: "genai",
    activation: "siluQuickGelu",
    weights: "f32",
    gated: "apart",
    norm: "skip",
  },
  {
    name: "GenAI f32 GELU node",
    naming: "genai",
    activation: "geluNode",
    weights: "f32",
    gated: "apart",
    norm: "skip",
  },
  {
    name: "GenAI q4 fused gate_up, Split",
    naming: "genai",
    activation: "siluChain",
    weights: "q4zp",
    gated: "split",
    norm: "skip",
  },
  { name: "GenAI q8 FastGelu", naming: "genai", activation: "fastGelu", weights: "q8", gated: "apart", norm: "skip" },
  {
    name: "Optimum f32 SiLU chain",
    naming: "optimum",
    activation: "siluChain",
    weights: "f32",
    gated: "apart",
    norm: "rmsChain",
  },
  {
    name: "Optimum f16 SiLU chain",
    naming: "optimum",
    activation: "siluChain",
    weights: "f16",
    gated: "apart",
    norm: "rmsChain",
  },
  {
    name: "Optimum f16 GELU tanh chain",
    naming: "optimum",
    activation: "geluTanh",
    weights: "f16",
    gated: "apart",
    norm: "rmsChain",
    dMlp: 24,
  },
  {
    name: "Optimum q8 with zero points, fused gate_up, Slice",
    naming: "optimum",
    activation: "siluChain",
    weights: "q8zp",
    gated: "slice",
    norm: "rmsChain",
  },
  {
    name: "Optimum f32 fused gate_up, chunk",
    naming: "optimum",
    activation: "siluChain",
    weights: "f32",
    gated: "chunk",
    norm: "rmsChain",
  },
  {
    name: "Optimum int8",
    naming: "optimum",
    activation: "siluChain",
    weights: "int8",
    gated: "apart",
    norm: "rmsChain",
  },
  {
    name: "Optimum f32 Swish node",
    naming: "optimum",
    activation: "siluSwish",
    weights: "f32",
    gated: "apart",
    norm: "rmsNode",
  },
  {
    name: "Optimum f32 SiLU from Exp",
    naming: "optimum",
    activation: "siluExp",
    weights: "transposed",
    gated: "apart",
    norm: "rmsNode",
  },
  {
    name: "Optimum q4 GELU node, tanh",
    naming: "optimum",
    activation: "geluNodeTanh",
    weights: "q4",
    gated: "apart",
    norm: "rmsNode",
    dMlp: 24,
  },
  {
    name: "Optimum f32 in shards",
    naming: "optimum",
    activation: "siluChain",
    weights: "f32",
    gated: "apart",
    norm: "rmsChain",
    shard: "model.onnx_data",
  },
  { name: "torch f32 BLOOM", naming: "torch", activation: "geluBloom", weights: "f32", norm: "layer", bias: true },
  {
    name: "torch f32 GELU erf chain",
    naming: "torch",
    activation: "geluErf",
    weights: "f32",
    norm: "layer",
    bias: true,
  },
  {
    name: "torch f16 GELU erf chain",
    naming: "torch",
    activation: "geluErf",
    weights: "f16",
    norm: "layer",
    bias: true,
  },
  { name: "torch Gemm ReLU", naming: "torch", activation: "relu", weights: "gemm", norm: "layer", bias: true },
  {
    name: "torch int8 GELU tanh chain",
    naming: "torch",
    activation: "geluTanh",
    weights: "int8",
    norm: "layer",
    bias: true,
  },
  {
    name: "torch QuickGelu chain",
    naming: "torch",
    activation: "quickGeluChain",
    weights: "f32",
    norm: "layer",
    bias: true,
  },
  { name: "optimized QuickGelu", naming: "torch", activation: "quickGelu", weights: "f32", norm: "layer", bias: true },
  { name: "optimized Gelu", naming: "torch", activation: "geluMicrosoft", weights: "q4", norm: "layer", bias: true },
  {
    name: "optimized FastGelu with bias",
    naming: "torch",
    activation: "fastGeluBias",
    weights: "f32",
    norm: "layer",
    bias: true,
  },
  { name: "optimized BiasGelu", naming: "torch", activation: "biasGelu", weights: "f32", norm: "layer", bias: true },
  { name: "no names, gated", naming: "none", activation: "siluChain", weights: "q4", gated: "apart", norm: "skip" },
  { name: "no names, plain", naming: "none", activation: "geluBloom", weights: "f32", norm: "layer", bias: true },
];

export interface Fixture {
  readonly model: Uint8Array<ArrayBuffer>;
  /** Empty where the spec names no shard. */
  readonly shard: Uint8Array<ArrayBuffer>;
  readonly dMlp: number;
  /** Type of the activations. */
  readonly float: ElementType;
  readonly twin: TwinModel;
}

/** Token ids of one window. */
export const FIXTURE_IDS: readonly number[] = Array.from({ length: SEQ_LEN }, (_, t) => (7 + t * 11) % D_VOCAB);

/** Writes the `.onnx` file of a spec, and gives the numbers in it to the twin. */
export function makeFixture(spec: FixtureSpec, seed = 1): Fixture {
  const float = floatType(spec.weights);
  const nKvHeads = spec.norm === "skip" ? 1 : N_HEADS;
  const linear = (n: number, nIn: number, nOut: number, hasBias = spec.bias ?? false) =>
    makeLinear(spec.weights, seed * 1000 + n * 10, nIn, nOut, hasBias);
  const norm = (n: number): TwinNorm => {
    const scale = Float64Array.from(randn(seed * 1000 + 500 + n, D_MODEL), (x) => 1 + Math.round(x * 20) / 128);
    return spec.norm === "layer" ? { scale, bias: scale.map((s) => s - 1).reverse() } : { scale };
  };
  const dMlp = spec.dMlp ?? 40;
  const dKv = (D_MODEL / N_HEADS) * nKvHeads;
  const isFused = spec.gated !== undefined && spec.gated !== "apart";
  const layers = Array.from({ length: N_LAYERS }, (_, l): DecoderLayer => {
    const at = 20 * l;
    return {
      q: linear(at, D_MODEL, D_MODEL),
      k: linear(at + 1, D_MODEL, dKv),
      v: linear(at + 2, D_MODEL, dKv),
      o: linear(at + 3, D_MODEL, D_MODEL),
      gate: linear(at + 4, D_MODEL, isFused ? 2 * dMlp : dMlp),
      ...(spec.gated === "apart" && { up: linear(at + 5, D_MODEL, dMlp) }),
      down: linear(at + 6, dMlp, D_MODEL),
      norm1: norm(at),
      norm2: norm(at + 1),
    };
  });
  const parts: DecoderParts = {
    dims: { nHeads: N_HEADS, nKvHeads, dModel: D_MODEL, dMlp, dVocab: D_VOCAB, seqLen: SEQ_LEN },
    embed: Float64Array.from(randn(seed * 1000 + 900, D_VOCAB * D_MODEL), (x) => Math.round(x * 128) / 128),
    layers,
    normFinal: norm(90),
    head: linear(80, D_MODEL, D_VOCAB, false),
  };
  const activation: Activation = ACTIVATIONS[spec.activation];
  const builder = new OnnxBuilder(spec.naming);
  writeDecoder(builder, spec, parts);
  const { opset = 17 } = activation;
  return {
    ...builder.build({ opset, ...(spec.shard && { shard: spec.shard }) }),
    dMlp,
    float,
    twin: {
      nHeads: N_HEADS,
      nKvHeads,
      embed: parts.embed,
      layers: layers.map((layer) => toTwin(layer, dMlp, isFused)),
      normFinal: parts.normFinal,
      head: parts.head.twin,
      act: TWIN_ACT[activation.fn],
    },
  };
}

function toTwin({ q, k, v, o, gate, up, down, norm1, norm2 }: DecoderLayer, dMlp: number, isFused: boolean): TwinLayer {
  const attention = { q: q.twin, k: k.twin, v: v.twin, o: o.twin, norm1, norm2, down: down.twin };
  if (!isFused) return { ...attention, gate: gate.twin, ...(up && { up: up.twin }) };
  return { ...attention, gate: sliceLinear(gate.twin, 0, dMlp), up: sliceLinear(gate.twin, dMlp, 2 * dMlp) };
}
