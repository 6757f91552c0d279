import { describe, expect, test } from "vitest";
import { lowestTrainedLayer, lowestTrainedStage, STAGE, STAGES } from "../../../src/transformer/trainedStages";
import type { ModuleTuning, Parameter, Tuning } from "../../../src/transformer/tuning";
import { TINY_CONFIG } from "../../support/randomModel";

const buffer = {} as GPUBuffer;
const parameter = (grad: GPUBuffer | null): Parameter => ({ name: "p", shape: [1], weight: buffer, grad });
const dense = (grad: GPUBuffer | null = buffer): ModuleTuning => ({ kind: "dense", weight: parameter(grad) });
const rows = (count: number): ModuleTuning => ({ kind: "rows", count, index: buffer, weight: parameter(buffer) });
const tuning = (modules: Readonly<Record<string, ModuleTuning>>): Tuning => new Map(Object.entries(modules));
const layerOf = (modules: Readonly<Record<string, ModuleTuning>>) => lowestTrainedLayer(tuning(modules), TINY_CONFIG);

describe("the lowest trained layer", () => {
  test("is the lowest of all modules, whatever their order", () => {
    expect(
      layerOf({ "model.layers.1.mlp.up_proj.weight": rows(2), "model.layers.0.mlp.down_proj.weight": rows(1) }),
    ).toBe(0);
    expect(layerOf({ "model.layers.1.mlp.up_proj.weight": rows(2), "model.norm.weight": dense() })).toBe(1);
  });

  test("lies before the first for the embedding, behind the last for what comes there, or for nothing", () => {
    expect(layerOf({ "model.embed_tokens.weight": dense(), "lm_head.weight": dense() })).toBe(-1);
    expect(layerOf({ "model.norm.weight": dense() })).toBe(2);
    expect(layerOf({ "lm_head.weight": dense() })).toBe(2);
    expect(layerOf({})).toBe(2);
  });

  test("does not count what is only applied, nor a mask of no neurons", () => {
    const upper = { "model.layers.1.self_attn.q_proj.weight": dense() };
    expect(layerOf({ ...upper, "model.layers.0.mlp.up_proj.weight": dense(null) })).toBe(1);
    expect(layerOf({ ...upper, "model.layers.0.mlp.up_proj.weight": rows(0) })).toBe(1);
  });
});

test("stages follow the forward pass within a layer", () => {
  const order = ["input_layernorm", "self_attn.k_proj", "self_attn.o_proj", "post_attention_layernorm", "mlp.up_proj"];
  const stages = [...order, "mlp.down_proj"].map((module) =>
    lowestTrainedStage(tuning({ [`model.layers.1.${module}.weight`]: dense() }), TINY_CONFIG),
  );
  expect(stages).toEqual(
    [STAGE.inputNorm, STAGE.qkv, STAGE.o, STAGE.postAttentionNorm, STAGE.gateUp, STAGE.down].map((s) => STAGES + s),
  );
  expect([...stages].sort((a, b) => a - b)).toEqual(stages);
});

test("a tensor that the decoder does not have is named", () => {
  const biased = tuning({ "model.layers.0.self_attn.q_proj.bias": dense() });
  expect(() => lowestTrainedStage(biased, TINY_CONFIG)).toThrow(
    "model.layers.0.self_attn.q_proj.bias, which this decoder",
  );
  expect(lowestTrainedStage(biased, { ...TINY_CONFIG, qkvBias: true })).toBe(STAGE.qkv);
});
