import { expect } from "vitest";
import { poolMeanReference } from "../../../src/kernels/poolMean";
import { pooledStates } from "../../../src/transformer/pooledStates";
import { type OracleOptions, runOracle } from "../../support/decoderOracle";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning } from "../../support/gpuTuning";
import { closeness, randn } from "../../support/numeric";
import { TINY_CONFIG } from "../../support/randomModel";
import { openTiny } from "../../support/tinyDecoder";
import { windowRows } from "../../support/windowRows";

const ROWS = windowRows([[5, 36, 0, 5, 17, 9, 9], [3, 1, 4, 1, 5, 9, 2, 6, 5, 35, 8], [30], [7, 7]]);
const STARTS = [0, 7, 18, 19, 21];
/** Two layers of sums of at most 60 products in f32, of numbers of about 1. */
const TOLERANCE = { rtol: 1e-4, atol: 1e-4 };

gpuTest("hidden states are the oracle's streams, meant over each window", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
  const { dModel, dMlp } = TINY_CONFIG;
  const name = "model.layers.0.mlp.down_proj.weight";
  const weight = { name, shape: [dModel, dMlp], values: randn(7, dModel * dMlp) };
  const tunings = new Map([[name, { kind: "dense", weight }] as const]);
  const interventions = [{ layer: 1, op: "set", index: Uint32Array.of(3, 8), value: Float32Array.of(1, -2) }] as const;
  const tuning = placeTuning(device, tunings);
  const plain = await pooledStates(decoder, ROWS);
  const changed = await pooledStates(decoder, ROWS, {
    tuning,
    interventions: interventions.map((one) => ({ ...one, at: "gate" as const })),
  });
  destroyTuning(tuning);
  close();
  const oracle = (options?: OracleOptions) =>
    runOracle(TINY_CONFIG, model, ROWS, options).streams.map((x) => poolMeanReference(x, STARTS, dModel));
  const want = oracle();
  const told = oracle({ tunings, interventions: interventions.map((one) => ({ ...one, where: "before" as const })) });
  expect(plain.length).toBe(TINY_CONFIG.nLayers + 1);
  for (const [layer, states] of want.entries()) expect(closeness(plain[layer]!, states, TOLERANCE)).toBeLessThan(1);
  for (const [layer, states] of told.entries()) expect(closeness(changed[layer]!, states, TOLERANCE)).toBeLessThan(1);
  expect(closeness(changed[1]!, want[1]!, TOLERANCE)).toBeGreaterThan(1);
});
