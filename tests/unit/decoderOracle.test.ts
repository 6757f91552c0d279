import { describe, expect, test } from "vitest";
import type { DecoderConfig, Rope } from "../../src/transformer/decoderConfig";
import { type OracleIntervention, runOracle } from "../support/decoderOracle";
import { closeness, randn } from "../support/numeric";
import { ropeFrequencies } from "../support/oracleBlocks";
import type { NamedTensor, OracleParameter, OracleTuning } from "../support/oracleTuning";
import { randomModel, TINY_CONFIG } from "../support/randomModel";
import { windowRows } from "../support/windowRows";

const ROWS = windowRows([
  [3, 9, 27, 7, 21, 26],
  [1, 0, 36, 1, 5],
]);

/** Every architecture of the family, and every option that a configuration has. */
const CONFIGS: Readonly<Record<string, DecoderConfig>> = {
  llama: TINY_CONFIG,
  "llama 3, tied": {
    ...TINY_CONFIG,
    isTied: true,
    nKvHeads: 1,
    rope: {
      theta: 50,
      scaling: { kind: "llama3", factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 16 },
    },
  },
  "linear rope": { ...TINY_CONFIG, rope: { theta: 10_000, scaling: { kind: "linear", factor: 4 } } },
  mistral: { ...TINY_CONFIG, slidingWindow: 3 },
  qwen2: { ...TINY_CONFIG, qkvBias: true, isTied: true },
  qwen3: { ...TINY_CONFIG, qkNorm: true, nKvHeads: 4 },
  geglu: { ...TINY_CONFIG, actFn: "gelu_tanh" },
  "geglu by erf": { ...TINY_CONFIG, actFn: "gelu" },
};

// Central differences of an f64 loss of about 4 over a step of 1e-4.
const TOLERANCE = { rtol: 1e-5, atol: 1e-8 };

/** Three elements of a tensor, spread over it. */
const samples = (n: number): number[] => [0, 0.46, 0.99].map((share) => Math.floor(share * n));

/** The slope of `loss` as each of a tensor's sampled elements moves. */
function slopes(tensor: NamedTensor, loss: (moved: NamedTensor) => number): number[] {
  const step = 1e-4;
  return samples(tensor.values.length).map((i) => {
    const at = (delta: number): number => {
      const values = Float64Array.from(tensor.values);
      values[i]! += delta;
      return loss({ ...tensor, values });
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

const sampled = (gradient: Float64Array | undefined): number[] =>
  samples(gradient?.length ?? 0).map((i) => gradient![i]!);

describe.for(Object.entries(CONFIGS))("%s", ([, config]) => {
  const model = randomModel(1, config);

  test("has the gradients of finite differences for every tensor", () => {
    const frozen = runOracle(config, model, ROWS).frozenGradients();
    expect([...frozen.keys()].sort()).toEqual([...model.keys()].sort());
    for (const [name, tensor] of model) {
      const want = slopes(tensor, (moved) => runOracle(config, new Map([...model, [name, moved]]), ROWS).lossNats);
      expect(closeness(sampled(frozen.get(name)), want, TOLERANCE), name).toBeLessThanOrEqual(1);
    }
  });
});

const LAYER = "model.layers.1";

const parameter = (name: string, seed: number, shape: readonly number[], size = 0.3): OracleParameter => ({
  name,
  shape,
  values: randn(
    seed,
    shape.reduce((product, dim) => product * dim, 1),
  ).map((value) => size * value),
});

/** Every kind of tuning, on matrices, biases, norms, the embedding and the head. */
const TUNINGS: Readonly<Record<string, OracleTuning>> = {
  [`${LAYER}.mlp.gate_proj.weight`]: {
    kind: "rows",
    index: [5, 0, 27],
    weight: parameter(`${LAYER}.mlp.gate_proj.weight`, 1, [3, 20]),
  },
  "model.layers.0.mlp.down_proj.weight": {
    kind: "columns",
    index: [27, 3],
    weight: parameter("model.layers.0.mlp.down_proj.weight", 2, [20, 2]),
  },
  [`${LAYER}.mlp.up_proj.weight`]: {
    kind: "lora",
    a: parameter(`${LAYER}.mlp.up_proj.lora_A.weight`, 3, [4, 20]),
    b: parameter(`${LAYER}.mlp.up_proj.lora_B.weight`, 4, [28, 4]),
    scale: 1.5,
  },
  [`${LAYER}.self_attn.k_proj.weight`]: {
    kind: "scaleOutput",
    scale: parameter(`${LAYER}.self_attn.k_proj.ia3_l`, 5, [12], 1),
  },
  [`${LAYER}.mlp.down_proj.weight`]: {
    kind: "scaleInput",
    scale: parameter(`${LAYER}.mlp.down_proj.ia3_l`, 6, [28], 1),
  },
  [`${LAYER}.self_attn.o_proj.weight`]: {
    kind: "dense",
    weight: parameter(`${LAYER}.self_attn.o_proj.weight`, 7, [20, 24]),
  },
  [`${LAYER}.self_attn.q_proj.bias`]: {
    kind: "dense",
    weight: parameter(`${LAYER}.self_attn.q_proj.bias`, 8, [24]),
  },
  "model.norm.weight": { kind: "dense", weight: parameter("model.norm.weight", 9, [20], 1) },
  "model.embed_tokens.weight": {
    kind: "rows",
    index: [1, 9],
    weight: parameter("model.embed_tokens.weight", 10, [2, 20]),
  },
};

describe("tuned", () => {
  const config: DecoderConfig = { ...TINY_CONFIG, qkvBias: true, isTied: true };
  const model = randomModel(2, config);

  const loss = (tunings: Readonly<Record<string, OracleTuning>>): number =>
    runOracle(config, model, ROWS, { tunings: new Map(Object.entries(tunings)) }).lossNats;

  const run = runOracle(config, model, ROWS, { tunings: new Map(Object.entries(TUNINGS)) });
  const [tuned, frozen] = [run.tunedGradients(), run.frozenGradients()];

  test.for(Object.entries(TUNINGS))("%s has the gradients of finite differences", ([name, tuning]) => {
    for (const [field, value] of Object.entries(tuning)) {
      if (typeof value !== "object" || !("shape" in value)) continue;
      const want = slopes(value, (moved) =>
        loss({ ...TUNINGS, [name]: { ...tuning, [field]: { ...value, ...moved } } }),
      );
      expect(closeness(sampled(tuned.get(value.name)), want, TOLERANCE), value.name).toBeLessThanOrEqual(1);
    }
  });

  test("leaves no gradient to what a parameter has taken the place of", () => {
    const gate = frozen.get(`${LAYER}.mlp.gate_proj.weight`)!;
    const idle = [0, 5, 27].flatMap((j) => [...gate.subarray(j * 20, (j + 1) * 20)]);
    expect(new Set(idle)).toEqual(new Set([0]));
    expect(gate.some((g) => g !== 0)).toBe(true);
    expect(frozen.get(`${LAYER}.self_attn.o_proj.weight`)!.every((g) => g === 0)).toBe(true);
  });

  test("is the base where parameters hold what the base holds", () => {
    const base = runOracle(config, model, ROWS).lossNats;
    const at = (name: string): NamedTensor => model.get(name)!;
    const [gate, down] = ["gate", "down"].map((part) => `${LAYER}.mlp.${part}_proj.weight`) as [string, string];
    const rows = [4, 7].flatMap((j) => Array.from({ length: 20 }, (_, c) => at(gate).values[j * 20 + c]!));
    const columns = Array.from({ length: 20 }, (_, c) => [4, 7].map((j) => at(down).values[c * 28 + j]!)).flat();
    const ones = { name: "ia3", shape: [12], values: new Float64Array(12).fill(1) };
    const same = loss({
      [gate]: { kind: "rows", index: [4, 7], weight: { name: gate, shape: [2, 20], values: rows } },
      [down]: { kind: "columns", index: [4, 7], weight: { name: down, shape: [20, 2], values: columns } },
      [`${LAYER}.mlp.up_proj.weight`]: {
        kind: "lora",
        a: parameter("a", 1, [4, 20]),
        b: parameter("b", 1, [28, 4], 0),
        scale: 2,
      },
      [`${LAYER}.self_attn.v_proj.weight`]: { kind: "scaleOutput", scale: ones },
      "model.norm.weight": { kind: "dense", weight: { name: "norm", ...at("model.norm.weight") } },
    });
    expect(same).toBeCloseTo(base, 12);
  });

  test("refuses a tuning that a tensor cannot have, or of a tensor that is not there", () => {
    const scale = parameter("s", 1, [20]);
    expect(() => loss({ "model.norm.weight": { kind: "scaleInput", scale } })).toThrow("no scaleInput of model.norm");
    expect(() => loss({ "model.layers.9.x": { kind: "scaleInput", scale } })).toThrow("no model.layers.9.x");
  });
});

describe("by what the words mean", () => {
  const run = (
    config: DecoderConfig,
    windows: readonly number[][],
    interventions: readonly OracleIntervention[] = [],
  ) => runOracle(config, randomModel(1, config), windowRows(windows), { interventions });
  const FIRST = [3, 9, 27, 7, 21, 26];
  const CLOSE = { rtol: 1e-10, atol: 1e-10 };

  test("windows do not see one another", () => {
    const [alone, beside] = [run(TINY_CONFIG, [FIRST]), run(TINY_CONFIG, [[1, 2, 3], FIRST])];
    expect(closeness(beside.logits.slice(3 * 37), alone.logits, CLOSE)).toBeLessThanOrEqual(1);
    expect(alone.logProbs[5]).toBe(0);
  });

  test("no token sees a later one, and with a sliding window of two only the one before it", () => {
    const one: DecoderConfig = { ...TINY_CONFIG, nLayers: 1 };
    /** How far row t's logits move when the token at `at` is another one. */
    const moves = (config: DecoderConfig, t: number, at: number): number => {
      const [before, behind] = [FIRST, FIRST.with(at, 4)].map((ids) => run(config, [ids]).logits);
      return Math.max(...before!.subarray(t * 37, (t + 1) * 37).map((z, v) => Math.abs(z - behind![t * 37 + v]!)));
    };
    expect(moves(one, 4, 5)).toBeLessThan(1e-12);
    expect(moves(one, 4, 0)).toBeGreaterThan(1e-3);
    const sliding: DecoderConfig = { ...one, slidingWindow: 2 };
    expect(moves(sliding, 4, 3)).toBeGreaterThan(1e-3);
    expect(moves(sliding, 4, 2)).toBeLessThan(1e-12);
  });

  /** The logits of one layer with some tensors times a factor. */
  const scaled = (config: DecoderConfig, factors: Readonly<Record<string, number>>): Float64Array => {
    const one: DecoderConfig = { ...config, nLayers: 1, rmsNormEps: 1e-12 };
    const model = new Map<string, NamedTensor>(randomModel(1, one));
    for (const [part, factor] of Object.entries(factors)) {
      const name = `model.layers.0.self_attn.${part}`;
      const { shape, values } = model.get(name)!;
      model.set(name, { shape, values: Array.from(values, (value) => factor * value) });
    }
    return runOracle(one, model, windowRows([FIRST])).logits;
  };

  test("with q/k norms only a query's and a key's directions count, and the norms' weights", () => {
    const config: DecoderConfig = { ...TINY_CONFIG, qkNorm: true };
    const base = scaled(config, {});
    const apart = (factors: Readonly<Record<string, number>>) => closeness(scaled(config, factors), base, CLOSE);
    expect(apart({ "q_proj.weight": 8, "k_proj.weight": 0.5 })).toBeLessThanOrEqual(1);
    expect(apart({ "q_norm.weight": 8, "k_norm.weight": 0.125 })).toBeLessThanOrEqual(1);
    expect(apart({ "q_norm.weight": 8 })).toBeGreaterThan(1e6);
    expect(apart({ "k_norm.weight": 8 })).toBeGreaterThan(1e6);
  });

  test("biases are added to q, k and v, which count like their weights", () => {
    const config: DecoderConfig = { ...TINY_CONFIG, qkvBias: true };
    const base = scaled(config, {});
    const apart = (factors: Readonly<Record<string, number>>) => closeness(scaled(config, factors), base, CLOSE);
    const both = (part: string, factor: number) => ({ [`${part}_proj.weight`]: factor, [`${part}_proj.bias`]: factor });
    expect(apart({ ...both("q", 4), ...both("k", 0.25) })).toBeLessThanOrEqual(1);
    expect(apart({ ...both("v", 4), "o_proj.weight": 0.25 })).toBeLessThanOrEqual(1);
    for (const part of ["q", "k", "v"]) expect(apart({ [`${part}_proj.bias`]: 4 })).toBeGreaterThan(1e6);
  });

  test("log probabilities are those of the softmax, and the loss their weighted mean", () => {
    const { logits, logProbs, lossNats } = run(TINY_CONFIG, [FIRST]);
    const total = logits.subarray(0, 37).reduce((sum, z) => sum + Math.exp(z), 0);
    expect(logProbs[0]).toBeCloseTo(Math.log(Math.exp(logits[9]!) / total), 10);
    expect(lossNats).toBeCloseTo(-logProbs.reduce((sum, p) => sum + p, 0) / 5, 6); // weights are f32
  });

  test("an intervention that sets all activations to zero takes the layer out", () => {
    const all = Array.from({ length: 28 }, (_, j) => j);
    const zero = { op: "set", index: all, value: new Float64Array(28) } as const;
    const layers = [0, 1].map((layer): OracleIntervention => ({ ...zero, layer, where: "behind" }));
    const silent = new Map(randomModel(1, TINY_CONFIG));
    for (const l of [0, 1])
      silent.set(`model.layers.${l}.mlp.down_proj.weight`, { shape: [20, 28], values: new Float32Array(560) });
    const want = runOracle(TINY_CONFIG, silent, windowRows([FIRST])).logits;
    expect(closeness(run(TINY_CONFIG, [FIRST], layers).logits, want, CLOSE)).toBeLessThanOrEqual(1);
    // silu(0) is 0 too
    const before = layers.map((each): OracleIntervention => ({ ...each, where: "before" }));
    expect(closeness(run(TINY_CONFIG, [FIRST], before).logits, want, CLOSE)).toBeLessThanOrEqual(1);
  });

  test("adding to a gate and scaling it do what they say", () => {
    const gate = run(TINY_CONFIG, [FIRST]).gates[1]!;
    const change = (op: OracleIntervention["op"], value: number) =>
      run(TINY_CONFIG, [FIRST.slice(0, 1)], [{ layer: 1, where: "before", op, index: [3], value: [value] }]).logits;
    expect(closeness(change("add", 0.5), change("set", gate[3]! + 0.5), CLOSE)).toBeLessThanOrEqual(1);
    expect(closeness(change("scale", 3), change("set", gate[3]! * 3), CLOSE)).toBeLessThanOrEqual(1);
    expect(change("set", 1)).not.toEqual(change("set", 2));
  });
});

test("rotary frequencies are the published formula's, worked out by hand", () => {
  const close = { rtol: 1e-12, atol: 0 };
  const of = (scaling: Rope["scaling"]) => ropeFrequencies({ theta: 64, scaling }, 6);
  expect(closeness(of({ kind: "none" }), [1, 1 / 4, 1 / 16], close)).toBeLessThanOrEqual(1);
  expect(closeness(of({ kind: "linear", factor: 4 }), [1 / 4, 1 / 16, 1 / 64], close)).toBeLessThanOrEqual(1);
  // 10, 2.5 and 0.625 turns in the trained context: kept, half and half, stretched
  const context = { lowFreqFactor: 1, highFreqFactor: 4, originalContext: 20 * Math.PI };
  const llama3 = of({ kind: "llama3", factor: 5, ...context });
  expect(closeness(llama3, [1, 0.5 * 0.25 + 0.5 * 0.05, 0.0125], close)).toBeLessThanOrEqual(1);
});
