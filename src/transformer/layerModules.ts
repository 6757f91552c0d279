import type { DecoderConfig } from "./decoderConfig";
import { EMBEDDING, FINAL_NORM, HEAD, layerTensors } from "./decoderTensors";
import type { DecoderWeights, LayerWeights, Matrix } from "./decoderWeights";

/** A frozen vector with the name that tunings know it by. */
export interface Vector {
  readonly name: string;
  readonly buffer: GPUBuffer;
}

/** y = x W^T + b; a tuning of it goes by the matrix's name. */
export interface Linear {
  readonly name: string;
  readonly matrix: Matrix;
  readonly bias: Vector | null;
}

/** One layer's frozen weights by what they do. */
export interface LayerModules {
  readonly layer: number;
  readonly inputNorm: Vector;
  readonly q: Linear;
  readonly k: Linear;
  readonly v: Linear;
  /** Norms of each head's query and key; null without `qkNorm`. */
  readonly headNorms: { readonly q: Vector; readonly k: Vector } | null;
  readonly o: Linear;
  readonly postAttentionNorm: Vector;
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

/** The frozen weights outside the layers. */
export interface OuterModules {
  readonly embedding: Linear;
  readonly finalNorm: Vector;
  /** Tuned by the embedding's name where the two are one matrix. */
  readonly head: Linear;
}

/** All frozen weights of a decoder by what they do. */
export interface DecoderModules {
  readonly layers: readonly LayerModules[];
  readonly outer: OuterModules;
}

/** Names a layer's weights as the model's files do; a vector that the config does not ask for is left out. */
export function layerModules(config: DecoderConfig, layer: number, weights: LayerWeights): LayerModules {
  const specs = layerTensors(config, layer);
  const { qBias, kBias, vBias, qNorm, kNorm } = weights;
  const linear = (key: "q" | "k" | "v" | "o" | "gate" | "up" | "down", bias?: Vector): Linear => ({
    name: specs[key].name,
    matrix: weights[key],
    bias: bias ?? null,
  });
  const biased = (key: "q" | "k" | "v", buffer: GPUBuffer | undefined): Linear => {
    const name = specs[`${key}Bias`]?.name;
    return name && buffer ? linear(key, { name, buffer }) : linear(key);
  };
  return {
    layer,
    inputNorm: { name: specs.inputNorm.name, buffer: weights.inputNorm },
    q: biased("q", qBias),
    k: biased("k", kBias),
    v: biased("v", vBias),
    headNorms:
      qNorm && kNorm
        ? { q: { name: specs.qNorm!.name, buffer: qNorm }, k: { name: specs.kNorm!.name, buffer: kNorm } }
        : null,
    o: linear("o"),
    postAttentionNorm: { name: specs.postAttentionNorm.name, buffer: weights.postAttentionNorm },
    gate: linear("gate"),
    up: linear("up"),
    down: linear("down"),
  };
}

/** Names what lies outside the layers; a head that is the embedding's matrix goes by the embedding's name. */
function outerModules({ embedding, finalNorm, head }: DecoderWeights): OuterModules {
  return {
    embedding: { name: EMBEDDING, matrix: embedding, bias: null },
    finalNorm: { name: FINAL_NORM, buffer: finalNorm },
    head: { name: head === embedding ? EMBEDDING : HEAD, matrix: head, bias: null },
  };
}

/** Names all weights of a decoder; the buffers stay those of `weights`. */
export function decoderModules(config: DecoderConfig, weights: DecoderWeights): DecoderModules {
  return { layers: weights.layers.map((layer, l) => layerModules(config, l, layer)), outer: outerModules(weights) };
}
