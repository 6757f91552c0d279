import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError";
import type { JsonObject, JsonValue } from "../../../src/formats/json";
import { readDecoderConfig } from "../../../src/transformer/readDecoderConfig";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

/** What a file has at least. */
const SIZES = {
  vocab_size: 100,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 4,
  num_attention_heads: 32,
};
const config = (architecture: string, fields: JsonObject = {}) =>
  readDecoderConfig({ architectures: [architecture], ...SIZES, ...fields });
const llama = (fields: JsonObject) => config("LlamaForCausalLM", fields);
const refuses = (fields: JsonObject, message: string | RegExp, architecture = "LlamaForCausalLM") => {
  expect(() => config(architecture, fields)).toThrow(FormatError);
  expect(() => config(architecture, fields)).toThrow(message);
};

test("the sample model's file", () => {
  const file = readFileSync(new URL("../../../public/models/babel-7m/config.json", import.meta.url), "utf8");
  expect(readDecoderConfig(JSON.parse(file))).toEqual(SAMPLE_CONFIG);
});

describe("fields as published files have them", () => {
  test("SmolLM2-135M: tied, theta of 100,000, 9 heads over 3", () => {
    const got = llama({
      hidden_size: 576,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      rope_theta: 100_000,
      rope_scaling: null,
      tie_word_embeddings: true,
    });
    expect(got).toMatchObject({ nHeads: 9, nKvHeads: 3, dHead: 64, isTied: true });
    expect(got.rope).toEqual({ theta: 100_000, scaling: { kind: "none" } });
  });

  test("Llama 3.2: llama3 scaling, in the old field and in the new one", () => {
    const scaling = {
      factor: 32,
      high_freq_factor: 4,
      low_freq_factor: 1,
      original_max_position_embeddings: 8192,
      rope_type: "llama3",
    };
    const want = {
      theta: 500_000,
      scaling: { kind: "llama3", factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 8192 },
    };
    expect(llama({ rope_theta: 500_000, rope_scaling: scaling }).rope).toEqual(want);
    expect(llama({ rope_parameters: { ...scaling, rope_theta: 500_000 } }).rope).toEqual(want);
  });

  test("both fields of the scaling where they agree, in whatever order", () => {
    const got = llama({
      rope_theta: 5e5,
      rope_parameters: { rope_theta: 5e5, rope_type: "linear", factor: 2 },
      rope_scaling: { factor: 2, rope_type: "linear" },
    });
    expect(got.rope).toEqual({ theta: 5e5, scaling: { kind: "linear", factor: 2 } });
  });

  test("fields of other families that change nothing", () => {
    const none = { final_logit_softcapping: null, attn_logit_softcapping: null };
    const ones = { logits_scaling: 1, residual_multiplier: 1, embedding_multiplier: 1, partial_rotary_factor: 1 };
    expect(llama({ ...none, ...ones, no_rope_layers: [1, 1, 1, 1] })).toEqual(llama({}));
  });

  test("linear scaling, by its old name of the type", () => {
    const rope_scaling = { type: "linear", factor: 2.5 };
    expect(llama({ rope_scaling }).rope).toEqual({ theta: 10_000, scaling: { kind: "linear", factor: 2.5 } });
  });

  test("Mistral Nemo: heads of their own width, no sliding window", () => {
    const got = config("MistralForCausalLM", { hidden_size: 5120, head_dim: 128, sliding_window: null });
    expect(got).toMatchObject({ dHead: 128, nKvHeads: 8, slidingWindow: null });
  });

  test.each<[string, JsonObject, number | null]>([
    ["MistralForCausalLM", {}, 4096],
    ["MistralForCausalLM", { sliding_window: 100 }, 100],
    ["LlamaForCausalLM", { sliding_window: 100 }, null],
    ["Qwen2ForCausalLM", { sliding_window: 100 }, null],
    ["Qwen2ForCausalLM", { sliding_window: 100, use_sliding_window: true }, null], // from layer 28 on
    ["Qwen2ForCausalLM", { sliding_window: 100, use_sliding_window: true, max_window_layers: 0 }, 100],
    ["Qwen3ForCausalLM", { use_sliding_window: true, layer_types: new Array(4).fill("sliding_attention") }, 4096],
    ["Qwen3ForCausalLM", { use_sliding_window: true, layer_types: new Array(4).fill("full_attention") }, null],
  ])("the sliding window of %s with %j", (architecture, fields, want) => {
    expect(config(architecture, { num_key_value_heads: 4, ...fields }).slidingWindow).toBe(want);
  });

  test("Qwen2's biases, and Qwen3's norms of heads of 128", () => {
    const qwen2 = config("Qwen2ForCausalLM");
    expect(qwen2).toMatchObject({ qkvBias: true, qkNorm: false, dHead: 2, nKvHeads: 32, rmsNormEps: 1e-6 });
    expect(config("Qwen3ForCausalLM")).toMatchObject({ qkvBias: false, qkNorm: true, dHead: 128, nKvHeads: 32 });
  });

  test("what is left out, or null", () => {
    expect(llama({})).toMatchObject({ nKvHeads: 32, dHead: 2, rmsNormEps: 1e-6, actFn: "silu", isTied: false });
    expect(config("MistralForCausalLM", { num_key_value_heads: null, head_dim: null })).toMatchObject({
      nKvHeads: 32,
      dHead: 2,
    });
    expect(readDecoderConfig({ ...SIZES, model_type: "qwen2" }).qkvBias).toBe(true);
  });

  test.each([
    ["silu", "silu"],
    ["gelu", "gelu"],
    ["gelu_new", "gelu_tanh"],
    ["gelu_pytorch_tanh", "gelu_tanh"],
  ])("hidden_act %s is %s", (hidden_act, want) => {
    expect(llama({ hidden_act }).actFn).toBe(want);
  });
});

describe("what would be computed otherwise is refused, with the field and its value", () => {
  test.each<[JsonObject, string]>([
    [{ hidden_act: "relu2" }, '"hidden_act" is "relu2": only silu, swish, gelu'],
    [{ hidden_act: "toString" }, '"hidden_act" is "toString"'],
    [{ attention_bias: true }, '"attention_bias" is true'],
    [{ mlp_bias: true }, '"mlp_bias" is true'],
    [{ num_local_experts: 8 }, '"num_local_experts" is 8: mixtures of experts'],
    [{ rope_scaling: { rope_type: "yarn", factor: 4 } }, '"rope_scaling.rope_type" is "yarn"'],
    [{ rope_scaling: { type: "dynamic", factor: 4 } }, '"rope_scaling.type" is "dynamic"'],
    [{ rope_scaling: { type: "linear" } }, '"rope_scaling.factor" is missing'],
    [{ rope_scaling: { type: "linear", factor: 0 } }, '"rope_scaling.factor" is 0'],
    [{ rope_scaling: { type: "llama3", factor: 8, low_freq_factor: 4, high_freq_factor: 1 } }, "high_freq_factor"],
    [{ rope_scaling: "linear" }, '"rope_scaling" must be a JSON object'],
    [{ partial_rotary_factor: 0.5 }, '"partial_rotary_factor" is 0.5'],
    [{ partial_rotary_factor: 0.5, rope_parameters: { partial_rotary_factor: 1 } }, '"partial_rotary_factor" is 0.5'],
    [{ rope_parameters: { partial_rotary_factor: 0.25 } }, '"rope_parameters.partial_rotary_factor" is 0.25'],
    [
      { rope_parameters: { full_attention: { rope_theta: 1e6 }, sliding_attention: { rope_theta: 1e4 } } },
      '"rope_parameters.full_attention" is {"rope_theta":1000000}: only one rotation for all layers',
    ],
    [
      { rope_parameters: { rope_type: "default" }, rope_scaling: { rope_type: "linear", factor: 2 } },
      '"rope_scaling" is {"rope_type":"linear","factor":2}: "rope_parameters" says otherwise',
    ],
    [
      { rope_theta: 1e4, rope_parameters: { rope_theta: 5e5 } },
      '"rope_theta" is 10000: "rope_parameters.rope_theta" is',
    ],
    [{ final_logit_softcapping: 30 }, '"final_logit_softcapping" is 30'],
    [{ attn_logit_softcapping: 50 }, '"attn_logit_softcapping" is 50'],
    [{ logits_scaling: 8 }, '"logits_scaling" is 8'],
    [{ residual_multiplier: 0.22 }, '"residual_multiplier" is 0.22'],
    [{ embedding_multiplier: 12 }, '"embedding_multiplier" is 12'],
    [{ no_rope_layers: [1, 1, 1, 0] }, '"no_rope_layers" is [1,1,1,0]'],
    [{ num_key_value_heads: 5 }, '"num_key_value_heads" is 5: does not divide 32 query heads'],
    [{ hidden_size: 65 }, "heads of 2.03125 channels"],
    [{ head_dim: 3 }, "heads of 3 channels"],
    [{ hidden_size: -1 }, '"hidden_size" is -1'],
    [{ vocab_size: "many" }, '"vocab_size" is "many"'],
    [{ intermediate_size: null }, '"intermediate_size" is null: a decoder needs it'],
    [{ tie_word_embeddings: "yes" }, '"tie_word_embeddings" is "yes"'],
  ])("%j", (fields, message) => {
    refuses(fields, message);
  });

  test("layers of both kinds", () => {
    const sliding = { use_sliding_window: true, num_key_value_heads: 4 };
    refuses({ ...sliding, max_window_layers: 2 }, '"max_window_layers" is 2', "Qwen2ForCausalLM");
    const layer_types = ["full_attention", "sliding_attention"];
    refuses({ ...sliding, layer_types }, '"layer_types" is ["full_attention","sliding', "Qwen3ForCausalLM");
  });

  test.each<[JsonValue, string]>([
    [
      { ...SIZES, architectures: ["GPT2LMHeadModel"] },
      '"architectures" is ["GPT2LMHeadModel"]: this engine runs Llama',
    ],
    [{ ...SIZES, model_type: "gemma3" }, '"model_type" is "gemma3"'],
    [SIZES, '"model_type" is missing'],
    [[], "must be a JSON object"],
  ])("%j", (json, message) => {
    expect(() => readDecoderConfig(json)).toThrow(message);
  });
});
