import { describe, expect } from "vitest";
import { type Decoder, openDecoder } from "../../../src/transformer/decoder";
import { destroyWeights } from "../../../src/transformer/destroyWeights";
import type { Intervention } from "../../../src/transformer/interventions";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { observeNeurons } from "../../../src/transformer/observeNeurons";
import { runOracle } from "../../support/decoderOracle";
import { TWIN_ACT } from "../../support/decoderTwin";
import { VARIANT_ROWS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";
import { randomModel, randomSource, TINY_CONFIG } from "../../support/randomModel";

const MODEL = randomModel(1, TINY_CONFIG);
const { dMlp, nLayers } = TINY_CONFIG;
/** Two layers of sums of at most 60 products in f32, of numbers of about 1. */
const TOLERANCE = { rtol: 1e-4, atol: 1e-4 };

async function withDecoder(device: GPUDevice, work: (decoder: Decoder) => Promise<void>): Promise<void> {
  const weights = await loadDecoderWeights(randomSource(MODEL), TINY_CONFIG, { device });
  const decoder = await openDecoder(device, TINY_CONFIG, weights);
  await work(decoder);
  decoder.destroy();
  destroyWeights(weights);
}

const one = (
  layer: number,
  at: Intervention["at"],
  op: Intervention["op"],
  values: Readonly<Record<number, number>>,
): Intervention => ({
  layer,
  at,
  op,
  index: Uint32Array.from(Object.keys(values), Number),
  value: Float32Array.from(Object.values(values)),
});

const runTold = (interventions: readonly Intervention[]) =>
  runOracle(TINY_CONFIG, MODEL, VARIANT_ROWS, {
    interventions: interventions.map(({ at, ...rest }) => ({ ...rest, where: at === "gate" ? "before" : "behind" })),
  });

describe("interventions", () => {
  const cases: Readonly<Record<string, readonly Intervention[]>> = {
    "set gates": [one(0, "gate", "set", { 27: -1, 3: 0.5 })],
    "add to gates": [one(1, "gate", "add", { 0: 2, 5: -0.25 })],
    "scale gates": [one(0, "gate", "scale", { 1: 0, 2: -3 })],
    "set activations": [one(1, "act", "set", { 4: 0, 6: 1.5 })],
    "add to activations": [one(0, "act", "add", { 4: 0.75 })],
    "scale activations": [one(1, "act", "scale", { 9: 2 })],
    "one after the other, before and behind the function": [
      one(0, "gate", "add", { 7: 1 }),
      one(0, "gate", "scale", { 7: 2, 8: 3 }),
      one(0, "act", "set", { 8: 0 }),
      one(1, "act", "add", { 7: -1 }),
      one(1, "gate", "set", {}),
    ],
  };

  gpuTest.for(Object.entries(cases))("that %s", async ([, interventions], { device }) => {
    await withDecoder(device, async (decoder) => {
      const plain = await decoder.logProbs(VARIANT_ROWS);
      const want = runTold(interventions).logProbs;
      const got = await decoder.logProbs(VARIANT_ROWS, { interventions });
      expect(closeness(got, want, TOLERANCE)).toBeLessThanOrEqual(1);
      expect(closeness(plain, want, TOLERANCE)).toBeGreaterThan(1);
      expect(await decoder.logProbs(VARIANT_ROWS)).toEqual(plain); // they leave nothing behind
    });
  });

  gpuTest.for<[Intervention, string]>([
    [one(2, "gate", "set", { 0: 1 }), "intervention in layer 2: the model has 2 layers"],
    [one(0, "act", "set", { 28: 1 }), "intervention in layer 0: there is no neuron 28 of 28"],
    [{ ...one(0, "gate", "add", { 1: 1 }), value: Float32Array.of(1, 2) }, "1 neurons and 2 values"],
    [{ ...one(0, "gate", "add", { 1: 1, 2: 2 }), index: Uint32Array.of(1, 1) }, "a neuron is given twice"],
  ])("%j are refused", async ([intervention, message], { device }) => {
    await withDecoder(device, async (decoder) => {
      await expect(decoder.logProbs(VARIANT_ROWS, { interventions: [intervention] })).rejects.toThrow(message);
      const twice = [one(0, "act", "add", { 1: 1 }), one(0, "act", "scale", { 1: 2 })];
      await expect(decoder.logProbs(VARIANT_ROWS, { interventions: twice })).rejects.toThrow("L0N1 is changed by two");
    });
  });
});

gpuTest("chosen neurons are counted and averaged, as interventions below leave them", async ({ device }) => {
  await withDecoder(device, async (decoder) => {
    const interventions = [one(0, "gate", "add", { 3: 4 })];
    const neurons = [
      { layer: 1, index: Uint32Array.of(5, 0, 27) },
      { layer: 0, index: Uint32Array.of(3) },
      { layer: 1, index: new Uint32Array() },
    ];
    const got = await observeNeurons(decoder, VARIANT_ROWS, neurons, { interventions });
    const { gates } = runTold(interventions);
    const gateOf = (layer: number, neuron: number) => gates[layer]!.filter((_, i) => i % dMlp === neuron);
    expect(got.map(({ layer }) => layer)).toEqual([0, 1]);
    for (const { layer, overZero, meanAct } of got) {
      const { index } = neurons.find((chosen) => chosen.layer === layer)!;
      const wanted = Array.from(index, (neuron) => gateOf(layer, neuron));
      expect([...overZero]).toEqual(wanted.map((values) => values.filter((value) => value > 0).length));
      const means = wanted.map((values) => values.reduce((sum, g) => sum + TWIN_ACT.silu(g), 0) / values.length);
      expect(closeness(meanAct, means, TOLERANCE)).toBeLessThanOrEqual(1);
    }
    const beyond = [{ layer: nLayers, index: Uint32Array.of(0) }];
    await expect(observeNeurons(decoder, VARIANT_ROWS, beyond)).rejects.toThrow("layer 2 of 2 has no such neurons");
  });
});
