import { describe, expect, test } from "vitest";
import { loraRankAtMost } from "../../../src/train/loraRank";
import { planTuning, TRAINABLES } from "../../../src/train/trainables";
import { countParameters, parametersOfModule, tuningBytes, tuningWidth } from "../../../src/train/tuningPlan";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

/** Of the golden run `subnetwork`: 29 neurons in four layers. */
const NEURONS = [
  [],
  [],
  [7, 102, 403, 468, 589],
  [17, 176, 548, 551, 593, 597, 607, 634, 669],
  [84, 119, 121, 486, 509, 556, 558, 650, 657, 666, 687],
  [247, 292, 498, 518],
];
const LORA = { rank: 8, alpha: 16, dropout: 0 };
const plan = (method: keyof typeof TRAINABLES, config = SAMPLE_CONFIG, seed = 1) =>
  planTuning(config, { method, seed, lora: LORA }, NEURONS);

// PyTorch's own counts of the golden runs; IA3: a value for each output of k and v and each input of down.
test.for([
  ["subnetwork", 22_272],
  ["random", 22_272],
  ["ffnOnly", 3_538_944],
  ["lora", 147_456],
  ["full", 6_819_072],
  ["ia3", 6 * (128 + 128 + 768)],
] as const)("%s of the sample model has %d parameters", ([method, count]) => {
  expect(countParameters(plan(method))).toBe(count);
});

test("weights, gradients, two moments and a copy of the best, 4 bytes each", () => {
  expect(tuningBytes(plan("subnetwork"))).toEqual({
    weights: 89_088,
    gradients: 89_088,
    moments: 178_176,
    best: 89_088,
  });
});

// The layer with most neurons; x A^T and its gradient; the input of down scaled, and the gradient of k before its scale.
test.for([
  ["subnetwork", 11 + 11],
  ["lora", 8 + 8],
  ["ia3", 768 + 128],
  ["ffnOnly", 0],
  ["full", 0],
] as const)("%s takes %d numbers a token while it is computed", ([method, width]) => {
  expect(tuningWidth(plan(method))).toBe(width);
});

test("a subnetwork is rows of gate and up and columns of down, in layers that have neurons", () => {
  const modules = plan("subnetwork").modules.filter(({ tensor }) => tensor.startsWith("model.layers.2."));
  const index = Int32Array.of(7, 102, 403, 468, 589);
  expect(modules).toEqual([
    { kind: "rows", tensor: "model.layers.2.mlp.gate_proj.weight", shape: [768, 256], index },
    { kind: "rows", tensor: "model.layers.2.mlp.up_proj.weight", shape: [768, 256], index },
    { kind: "columns", tensor: "model.layers.2.mlp.down_proj.weight", shape: [256, 768], index },
  ]);
  expect(modules.flatMap(parametersOfModule).map(({ shape }) => shape)).toEqual([
    [5, 256],
    [5, 256],
    [256, 5],
  ]);
  expect(plan("subnetwork").modules.some(({ tensor }) => /layers\.[01]\./.test(tensor))).toBe(false);
});

describe("random", () => {
  const counts = (seed: number): number[] => {
    const byLayer = new Array<number>(6).fill(0);
    for (const module of plan("random", SAMPLE_CONFIG, seed).modules) {
      if (module.kind === "columns") byLayer[Number(module.tensor.split(".")[2])] = module.index.length;
    }
    return byLayer;
  };

  test("has the total of the mask, and of a layer what chance gives", () => {
    const seeds = Array.from({ length: 30 }, (_, seed) => counts(seed));
    for (const byLayer of seeds) expect(byLayer.reduce((sum, n) => sum + n)).toBe(29);
    // 29 of 6 x 768 drawn thirty times: 145 expected in each layer, with a standard deviation of 11
    for (let l = 0; l < 6; l++) {
      const inLayer = seeds.reduce((sum, byLayer) => sum + byLayer[l]!, 0);
      expect(Math.abs(inLayer - 145)).toBeLessThan(50);
    }
    expect(new Set(seeds.map(String)).size).toBeGreaterThan(20);
  });

  test("is the same for the same seed, sorted and without repeats", () => {
    expect(plan("random")).toEqual(plan("random"));
    for (const module of plan("random").modules) {
      if (!("index" in module)) throw new Error("rows and columns only");
      expect([...new Set(module.index)].sort((a, b) => a - b)).toEqual([...module.index]);
    }
  });
});

test("full trains every tensor once; an untied head is one of them, and so are biases and head norms", () => {
  const tied = plan("full").modules.map(({ tensor }) => tensor);
  expect(tied).not.toContain("lm_head.weight");
  expect(new Set(tied).size).toBe(tied.length);
  expect(tied).toHaveLength(56); // as the golden run
  const all = plan("full", { ...SAMPLE_CONFIG, isTied: false, qkvBias: true, qkNorm: true }).modules;
  const shapes = Object.fromEntries(all.map(({ tensor, shape }) => [tensor, shape]));
  expect(shapes["lm_head.weight"]).toEqual([8192, 256]);
  expect(shapes["model.layers.5.self_attn.k_proj.bias"]).toEqual([128]);
  expect(shapes["model.layers.0.self_attn.q_norm.weight"]).toEqual([64]);
});

test("LoRA has A [rank, in] and B [out, rank] on gate, up and down, named as PEFT names them", () => {
  const parameters = plan("lora").modules.slice(0, 3).flatMap(parametersOfModule);
  expect(parameters.map(({ name, shape, initial }) => [name, ...shape, initial])).toEqual([
    ["model.layers.0.mlp.gate_proj.lora_A.weight", 8, 256, "kaiming"],
    ["model.layers.0.mlp.gate_proj.lora_B.weight", 768, 8, "zeros"],
    ["model.layers.0.mlp.up_proj.lora_A.weight", 8, 256, "kaiming"],
    ["model.layers.0.mlp.up_proj.lora_B.weight", 768, 8, "zeros"],
    ["model.layers.0.mlp.down_proj.lora_A.weight", 8, 768, "kaiming"],
    ["model.layers.0.mlp.down_proj.lora_B.weight", 256, 8, "zeros"],
  ]);
});

test("IA3 scales what k and v give and what down takes, from ones", () => {
  const modules = plan("ia3").modules.slice(0, 3);
  expect(modules.map(({ kind, tensor }) => [kind, tensor])).toEqual([
    ["scaleOutput", "model.layers.0.self_attn.k_proj.weight"],
    ["scaleOutput", "model.layers.0.self_attn.v_proj.weight"],
    ["scaleInput", "model.layers.0.mlp.down_proj.weight"],
  ]);
  expect(modules.flatMap(parametersOfModule).map(({ shape, initial }) => [...shape, initial])).toEqual([
    [128, "ones"],
    [128, "ones"],
    [768, "ones"],
  ]);
});

describe("methods with a mask refuse", () => {
  const neurons = (change: (layers: number[][]) => void): number[][] => {
    const layers = NEURONS.map((index) => [...index]);
    change(layers);
    return layers;
  };
  test.for([
    ["no mask", null, "choose a mask"],
    ["another number of layers", neurons((layers) => layers.pop()), "5 layers, the model 6"],
    ["a neuron that there is not", neurons((layers) => layers[2]!.push(768)), "neuron 768 of layer 2"],
    ["a neuron twice", neurons((layers) => layers[5]!.push(518)), "neuron 518 of layer 5"],
    ["half a neuron", neurons((layers) => layers[0]!.push(0.5)), "neuron 0.5 of layer 0"],
    ["no neurons", NEURONS.map(() => []), "no neurons of this language"],
  ] as const)("%s", ([, mask, says]) => {
    for (const method of ["subnetwork", "random"] as const) {
      expect(TRAINABLES[method].needsNeurons).toBe(true);
      expect(() => planTuning(SAMPLE_CONFIG, { method, seed: 1, lora: LORA }, mask)).toThrow(says);
    }
  });
});

test("the largest LoRA within a mask's parameters", () => {
  // Rank 1 on three matrices of six layers: 18 * (256 + 768) = 18432.
  expect(loraRankAtMost(SAMPLE_CONFIG, 22_272)).toEqual({ rank: 1, parameters: 18_432 });
  expect(loraRankAtMost(SAMPLE_CONFIG, 3 * 18_432)).toEqual({ rank: 3, parameters: 55_296 });
  expect(loraRankAtMost(SAMPLE_CONFIG, 3 * 18_432 - 1)).toEqual({ rank: 2, parameters: 36_864 });
  expect(loraRankAtMost(SAMPLE_CONFIG, 18_431)).toBeNull();
});
