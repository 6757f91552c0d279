import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/formats/json";
import { readModelInfo } from "../../../src/model/modelInfo";

const llama = {
  architectures: ["LlamaForCausalLM"],
  vocab_size: 8192,
  hidden_size: 256,
  intermediate_size: 768,
  num_hidden_layers: 6,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 64,
  max_position_embeddings: 512,
  hidden_act: "silu",
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 0,
};

// Fields as each family's published config.json names them.
const families: Record<string, { config: JsonObject; expected: object }> = {
  llama: {
    config: llama,
    expected: {
      name: "m",
      architecture: "LlamaForCausalLM",
      nLayers: 6,
      dModel: 256,
      dMlp: 768,
      nHeads: 4,
      nKvHeads: 2,
      dHead: 64,
      dVocab: 8192,
      context: 512,
      bosTokenId: 1,
      eosTokenId: 2,
      padTokenId: 0,
    },
  },
  "gemma, whose head size is its own": {
    config: {
      ...llama,
      architectures: ["Gemma3ForCausalLM"],
      hidden_size: 640,
      num_attention_heads: 4,
      num_key_value_heads: 1,
      head_dim: 256,
      hidden_act: "silu",
      hidden_activation: "gelu_pytorch_tanh",
      eos_token_id: [1, 106],
    },
    expected: { dHead: 256, nKvHeads: 1, eosTokenId: 1 },
  },
  "gpt2, 4 x wide unless said": {
    config: {
      architectures: ["GPT2LMHeadModel"],
      vocab_size: 50257,
      n_embd: 768,
      n_head: 12,
      n_layer: 12,
      n_positions: 1024,
      n_inner: null,
      activation_function: "gelu_new",
      bos_token_id: 50256,
      eos_token_id: 50256,
    },
    expected: {
      nLayers: 12,
      dModel: 768,
      dMlp: 3072,
      nHeads: 12,
      nKvHeads: 12,
      dHead: 64,
      context: 1024,
    },
  },
  opt: {
    config: {
      architectures: ["OPTForCausalLM"],
      vocab_size: 50272,
      hidden_size: 768,
      ffn_dim: 3072,
      num_hidden_layers: 12,
      num_attention_heads: 12,
      max_position_embeddings: 2048,
      activation_function: "relu",
      pad_token_id: 1,
    },
    expected: { dMlp: 3072, context: 2048, padTokenId: 1 },
  },
  bloom: {
    config: {
      architectures: ["BloomForCausalLM"],
      vocab_size: 250880,
      n_embed: 1024,
      n_inner: null,
      n_layer: 24,
      num_attention_heads: 16,
      seq_length: 2048,
      bos_token_id: 1,
      pad_token_id: 3,
    },
    expected: { nLayers: 24, dModel: 1024, dMlp: 4096, nHeads: 16, dHead: 64, context: 2048 },
  },
  phi: {
    config: {
      architectures: ["PhiForCausalLM"],
      vocab_size: 51200,
      hidden_size: 2560,
      intermediate_size: 10240,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: null,
      max_position_embeddings: 2048,
      hidden_act: "gelu_new",
    },
    expected: { nKvHeads: 32, dHead: 80, dMlp: 10240 },
  },
  "a text decoder inside a model with images": {
    config: {
      architectures: ["Gemma3ForConditionalGeneration"],
      text_config: { ...llama, architectures: null, num_hidden_layers: 26 },
      bos_token_id: 2,
    },
    expected: { architecture: "Gemma3ForConditionalGeneration", nLayers: 26, bosTokenId: 1 },
  },
};

describe("reads", () => {
  for (const [name, { config, expected }] of Object.entries(families)) {
    test(name, () => expect(readModelInfo(config, "m")).toMatchObject(expected));
  }
});

test("ids that are null or -1 are none", () => {
  const info = readModelInfo({ ...llama, bos_token_id: null, pad_token_id: -1 }, "m");
  expect("bosTokenId" in info).toBe(false);
  expect("padTokenId" in info).toBe(false);
});

test.each<[string, JsonObject, string]>([
  ["no object", [] as unknown as JsonObject, "config.json must be a JSON object"],
  ["a missing field", { ...llama, num_hidden_layers: null }, 'config.json has none of "num_hidden_layers", "n_layer"'],
  ["a text for a number", { ...llama, intermediate_size: "768" }, '"intermediate_size" is "768", not a whole number'],
  ["a fraction", { ...llama, hidden_size: 256.5 }, '"hidden_size" is 256.5'],
  ["zero", { ...llama, num_attention_heads: 0 }, '"num_attention_heads" is 0'],
  ["a negative number", { ...llama, vocab_size: -3 }, '"vocab_size" is -3'],
  ["a number beyond reason", { ...llama, max_position_embeddings: 1e30 }, '"max_position_embeddings" is 1e+30'],
  ["heads that do not divide", { ...llama, num_key_value_heads: 3 }, "3 key-value heads do not divide 4 query heads"],
  [
    "a head size that is no number",
    { ...llama, head_dim: null, hidden_size: 255 },
    "4 heads do not divide a hidden size of 255",
  ],
  [
    "a token outside the vocabulary",
    { ...llama, eos_token_id: 8192 },
    '"eos_token_id" is 8192, not a token id below 8192',
  ],
  ["a type that is no name", { ...llama, architectures: [], model_type: 7 }, '"model_type" is 7, not a name'],
  [
    "layers of different width",
    { ...llama, intermediate_size: [768, 512] },
    '"intermediate_size" differs between layers',
  ],
  ["an encoder-decoder", { ...llama, is_encoder_decoder: true }, "only decoders can be scanned"],
  ["a text_config that is no object", { text_config: 3 }, 'config.json: "text_config" must be a JSON object'],
])("refuses %s", (_, config, message) => {
  expect(() => readModelInfo(config, "m")).toThrow(message);
});
