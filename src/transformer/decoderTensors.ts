import type { DecoderConfig } from "./decoderConfig";
import type { LayerWeights } from "./decoderWeights";

/** A tensor that a decoder needs: Hugging Face's name, and [n_out, n_in] or [n]. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

export const EMBEDDING = "model.embed_tokens.weight";
export const FINAL_NORM = "model.norm.weight";
export const HEAD = "lm_head.weight";

/** The tensors of layer `l`, by their place in `LayerWeights`; biases and head norms only where the config has them. */
export function layerTensors(
  { dModel, dMlp, nHeads, nKvHeads, dHead, qkvBias, qkNorm }: DecoderConfig,
  l: number,
): { readonly [K in keyof LayerWeights]: TensorSpec } {
  const path = `model.layers.${l}`;
  const tensor = (name: string, ...shape: readonly number[]): TensorSpec => ({ name: `${path}.${name}`, shape });
  const [dQuery, dKeyValue] = [nHeads * dHead, nKvHeads * dHead];
  return {
    inputNorm: tensor("input_layernorm.weight", dModel),
    q: tensor("self_attn.q_proj.weight", dQuery, dModel),
    k: tensor("self_attn.k_proj.weight", dKeyValue, dModel),
    v: tensor("self_attn.v_proj.weight", dKeyValue, dModel),
    o: tensor("self_attn.o_proj.weight", dModel, dQuery),
    ...(qkvBias && {
      qBias: tensor("self_attn.q_proj.bias", dQuery),
      kBias: tensor("self_attn.k_proj.bias", dKeyValue),
      vBias: tensor("self_attn.v_proj.bias", dKeyValue),
    }),
    ...(qkNorm && {
      qNorm: tensor("self_attn.q_norm.weight", dHead),
      kNorm: tensor("self_attn.k_norm.weight", dHead),
    }),
    postAttentionNorm: tensor("post_attention_layernorm.weight", dModel),
    gate: tensor("mlp.gate_proj.weight", dMlp, dModel),
    up: tensor("mlp.up_proj.weight", dMlp, dModel),
    down: tensor("mlp.down_proj.weight", dModel, dMlp),
  };
}

/** The tensors outside the layers. */
export function outerTensors({ dVocab, dModel }: DecoderConfig): {
  readonly embedding: TensorSpec;
  readonly finalNorm: TensorSpec;
  readonly head: TensorSpec;
} {
  return {
    embedding: { name: EMBEDDING, shape: [dVocab, dModel] },
    finalNorm: { name: FINAL_NORM, shape: [dModel] },
    head: { name: HEAD, shape: [dVocab, dModel] },
  };
}
