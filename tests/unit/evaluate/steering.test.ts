import { describe, expect, test } from "vitest";
import { type SteerStep, steeringInterventions } from "../../../src/evaluate/steering";
import type { ActivationStats } from "../../../src/lape/activationStats";
import type { NeuronMask } from "../../../src/lape/neuronMask";

const LANGUAGES = ["cym_Latn", "deu_Latn", "tur_Latn"];
const [nLayers, dMlp] = [2, 4];

/** Welsh has L0N1, L0N3 and L1N2, German L0N1, Turkish nothing. */
const MASK: NeuronMask = {
  languages: LANGUAGES,
  nLayers,
  dMlp,
  neurons: [
    [[1, 3], [2]],
    [[1], []],
    [[], []],
  ].map((language) => language.map((layer) => Int32Array.from(layer))),
};

/** Means 0.25 (j + 1), 0.5 (j + 1) and (j + 1) of neuron j, over 2, 4 and 8 tokens. */
const N = [2, 4, 8];
const MEAN = [0.25, 0.5, 1];
const STATS: ActivationStats = {
  languages: LANGUAGES,
  nLayers,
  dMlp,
  n: Float64Array.from(N),
  overZero: N.map(() => new Uint32Array(nLayers * dMlp)),
  actSum: N.map((n, k) => Float64Array.from({ length: nLayers * dMlp }, (_, j) => n * MEAN[k]! * (j + 1))),
};

/** { "0 set": { neuron: value } } of the steps' interventions, all of which are behind the activation function. */
function steered(...steps: readonly SteerStep[]) {
  const interventions = steeringInterventions(steps, { mask: MASK, stats: STATS });
  expect(interventions.every(({ at }) => at === "act")).toBe(true);
  return Object.fromEntries(
    interventions.map(({ layer, op, index, value }) => [
      `${layer} ${op}`,
      Object.fromEntries(Array.from(index, (neuron, i) => [neuron, value[i]])),
    ]),
  );
}

describe("a step changes the activations of a language's neurons", () => {
  test("to a constant, 0 unless it is given", () => {
    expect(steered({ language: "cym_Latn", op: "set" })).toEqual({ "0 set": { 1: 0, 3: 0 }, "1 set": { 2: 0 } });
    expect(steered({ language: "deu_Latn", op: "set", amount: -1 })).toEqual({ "0 set": { 1: -1 } });
  });

  test("by its mean, as often as is given", () => {
    expect(steered({ language: "cym_Latn", op: "add" })).toEqual({ "0 add": { 1: 0.5, 3: 1 }, "1 add": { 2: 1.75 } });
    expect(steered({ language: "cym_Latn", op: "add", amount: -2 })["1 add"]).toEqual({ 2: -3.5 });
  });

  test("to its mean", () => {
    expect(steered({ language: "deu_Latn", op: "replace" })).toEqual({ "0 set": { 1: 1 } });
  });

  test("by its mean less the mean of the other languages' means", () => {
    // L0N1: 2 * (0.5 - (0.25 + 1) / 2) = -0.25
    expect(steered({ language: "deu_Latn", op: "diffMean" })).toEqual({ "0 add": { 1: -0.25 } });
    expect(steered({ language: "deu_Latn", op: "diffMean", amount: 4 })).toEqual({ "0 add": { 1: -1 } });
  });

  test("in the chosen layers only", () => {
    expect(steered({ language: "cym_Latn", op: "set", layers: [1] })).toEqual({ "1 set": { 2: 0 } });
    expect(steered({ language: "cym_Latn", op: "set", layers: [] })).toEqual({});
  });

  test("and nothing where the language has none", () => {
    expect(steered({ language: "tur_Latn", op: "add" })).toEqual({});
    expect(steered()).toEqual({});
  });
});

describe("steps act one after the other on a neuron of several languages", () => {
  test("silenced, then activated", () => {
    const got = steered({ language: "cym_Latn", op: "set", amount: -1 }, { language: "deu_Latn", op: "add" });
    expect(got).toEqual({ "0 set": { 1: 0, 3: -1 }, "1 set": { 2: -1 } });
  });

  test("activated, then silenced", () => {
    const got = steered({ language: "deu_Latn", op: "add" }, { language: "cym_Latn", op: "set", amount: -1 });
    expect(got).toEqual({ "0 set": { 1: -1, 3: -1 }, "1 set": { 2: -1 } });
  });

  test("activated twice", () => {
    const got = steered({ language: "cym_Latn", op: "add" }, { language: "deu_Latn", op: "add" });
    expect(got).toEqual({ "0 add": { 1: 1.5, 3: 1 }, "1 add": { 2: 1.75 } });
  });
});

describe("what cannot be is refused in words", () => {
  const source = { mask: MASK, stats: STATS };
  test.each<[SteerStep, typeof source | { mask: NeuronMask; stats: ActivationStats | null }, string]>([
    [{ language: "fra_Latn", op: "set" }, source, "the mask has no fra_Latn: it has cym_Latn, deu_Latn, tur_Latn"],
    [{ language: "cym_Latn", op: "set", layers: [2] }, source, "there is no layer 2 of 2"],
    [{ language: "cym_Latn", op: "set", amount: Number.NaN }, source, "the amount is NaN"],
    [{ language: "cym_Latn", op: "add" }, { mask: MASK, stats: null }, "mean activations are not known"],
    [
      { language: "cym_Latn", op: "replace" },
      { mask: MASK, stats: { ...STATS, n: Float64Array.of(0, 4, 8) } },
      "no text of it was scanned",
    ],
    [
      { language: "cym_Latn", op: "diffMean" },
      { mask: MASK, stats: { ...STATS, n: Float64Array.of(2, 0, 0) } },
      "needs counts of another language",
    ],
    [{ language: "cym_Latn", op: "add" }, { mask: MASK, stats: { ...STATS, dMlp: 8 } }, "counts are of 2 x 8 neurons"],
  ])("%j", (step, from, problem) => {
    expect(() => steeringInterventions([step], from)).toThrow(problem);
  });
});
