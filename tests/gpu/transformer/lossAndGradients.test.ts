import { describe, expect } from "vitest";
import { download } from "../../../src/gpu/buffers";
import { type Decoder, openDecoder } from "../../../src/transformer/decoder";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import type { Matrix } from "../../../src/transformer/decoderWeights";
import { destroyWeights, loadDecoderWeights } from "../../../src/transformer/loadWeights";
import type { TokenRows } from "../../../src/transformer/tokenRows";
import type { Tuning } from "../../../src/transformer/tuning";
import { runOracle } from "../../support/decoderOracle";
import { DECODER_VARIANTS, VARIANT_ROWS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning, readGradients } from "../../support/gpuTuning";
import { closeness } from "../../support/numeric";
import type { OracleTuning } from "../../support/oracleTuning";
import { type RandomModel, randomModel, randomSource, TINY_CONFIG } from "../../support/randomModel";
import { denseTunings, subnetworkTunings, tuningCases } from "../../support/tuningCases";

/** Two layers forward and back in f32: sums of at most 60 products, of numbers of about 1; gradients are smaller. */
const LOG_PROBS = { rtol: 1e-4, atol: 1e-4 };
const GRADIENTS = { rtol: 1e-3, atol: 1e-5 };
const ONCE = { accumulate: false, dropoutSeed: 1, step: 1 };

interface Opened {
  readonly model: RandomModel;
  readonly decoder: Decoder;
  readonly readWeights: () => Promise<readonly Uint32Array[]>;
  readonly close: () => void;
}

async function open(device: GPUDevice, config: DecoderConfig): Promise<Opened> {
  const model = randomModel(1, config);
  const weights = await loadDecoderWeights(randomSource(model), config, { device });
  const decoder = await openDecoder(device, config, weights);
  const buffers = [weights, ...weights.layers]
    .flatMap((part) => Object.values<Matrix | GPUBuffer | readonly object[]>({ ...part }))
    .flatMap((weight) => ("parts" in weight ? weight.parts.map(({ buffer }) => buffer) : weight))
    .filter((weight): weight is GPUBuffer => weight instanceof GPUBuffer);
  return {
    model,
    decoder,
    readWeights: () => Promise.all(buffers.map(async (buffer) => new Uint32Array(await download(device, buffer)))),
    close() {
      decoder.destroy();
      destroyWeights(weights);
    },
  };
}

async function compute(device: GPUDevice, decoder: Decoder, tuning: Tuning, rows: TokenRows, options = ONCE) {
  const buffer = await decoder.lossAndGradients(rows, tuning, options);
  const logProbs = new Float32Array(await download(device, buffer, 0, 4 * rows.nTokens));
  return { logProbs, gradients: await readGradients(device, tuning) };
}

describe.for(Object.entries(DECODER_VARIANTS))("%s", ([, config]) => {
  gpuTest(
    "every tuning has the oracle's loss and gradients, and frozen weights stay as they are",
    async ({ device }) => {
      const { model, decoder, readWeights, close } = await open(device, config);
      const before = await readWeights();
      for (const [name, tunings] of Object.entries(tuningCases(model, config))) {
        const want = runOracle(config, model, VARIANT_ROWS, { tunings });
        const tuning = placeTuning(device, tunings);
        const { logProbs, gradients } = await compute(device, decoder, tuning, VARIANT_ROWS);
        expect(closeness(logProbs, want.logProbs, LOG_PROBS), name).toBeLessThanOrEqual(1);
        const wanted = want.tunedGradients();
        for (const [parameter, gradient] of gradients) {
          expect(closeness(gradient, wanted.get(parameter)!, GRADIENTS), `${name}: ${parameter}`).toBeLessThanOrEqual(
            1,
          );
        }
        expect(
          closeness(await decoder.logProbs(VARIANT_ROWS, { tuning }), want.logProbs, LOG_PROBS),
        ).toBeLessThanOrEqual(1);
        destroyTuning(tuning);
      }
      expect(await readWeights()).toEqual(before);
      close();
    },
  );
});

gpuTest("the same call gives the same bits; accumulated gradients are sums", async ({ device }) => {
  const { model, decoder, close } = await open(device, TINY_CONFIG);
  const tuning = placeTuning(device, subnetworkTunings(model, [[4, 1], [7]]));
  const once = await compute(device, decoder, tuning, VARIANT_ROWS);
  expect(await compute(device, decoder, tuning, VARIANT_ROWS)).toEqual(once);
  const { gradients } = await compute(device, decoder, tuning, VARIANT_ROWS, { ...ONCE, accumulate: true });
  for (const [name, sum] of gradients) expect(sum).toEqual(once.gradients.get(name)!.map((value) => 2 * value));
  destroyTuning(tuning);
  close();
});

gpuTest("a mask of everything has the bits of training whole matrices", async ({ device }) => {
  const { model, decoder, close } = await open(device, TINY_CONFIG);
  const dense = denseTunings(model, /mlp/);
  const all = Array.from({ length: TINY_CONFIG.dMlp }, (_, j) => j);
  const masked = new Map(
    Array.from(dense, ([name, tuning]): [string, OracleTuning] => {
      if (tuning.kind !== "dense") throw new Error(`${name} is ${tuning.kind}`);
      return [name, { kind: name.includes("down") ? "columns" : "rows", index: all, weight: tuning.weight }];
    }),
  );
  const results = [];
  for (const tunings of [dense, masked]) {
    const tuning = placeTuning(device, tunings);
    results.push(await compute(device, decoder, tuning, VARIANT_ROWS));
    destroyTuning(tuning);
  }
  expect(results[1]).toEqual(results[0]);
  close();
});
