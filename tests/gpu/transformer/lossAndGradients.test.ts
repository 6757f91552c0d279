import { describe, expect } from "vitest";
import { download, upload } from "../../../src/gpu/buffers";
import type { Tuning } from "../../../src/transformer/tuning";
import { runOracle } from "../../support/decoderOracle";
import { DECODER_VARIANTS, VARIANT_ROWS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning } from "../../support/gpuTuning";
import { closeness } from "../../support/numeric";
import type { OracleParameter, OracleTuning } from "../../support/oracleTuning";
import { TINY_CONFIG } from "../../support/randomModel";
import { lossOf, ONCE, openTiny } from "../../support/tinyDecoder";
import { denseTunings, loraTuning, subnetworkTunings, tuningCases } from "../../support/tuningCases";
import { windowRows } from "../../support/windowRows";

/** Two layers forward and back in f32: sums of at most 60 products, of numbers of about 1; gradients are smaller. */
const LOG_PROBS = { rtol: 1e-4, atol: 1e-4 };
const GRADIENTS = { rtol: 1e-3, atol: 1e-5 };

/** Variants that every tuning is tried on, and tunings that are tried on every variant: together they meet all code. */
const WHOLE = ["Llama", "Qwen2 (biases, tied)", "Qwen3 (norms of heads, GeGLU)"];
const EVERYWHERE = ["full", "subnetwork"];

describe.for(Object.entries(DECODER_VARIANTS))("%s", ([variant, config]) => {
  const isWhole = WHOLE.includes(variant);

  gpuTest("tunings have the oracle's loss and gradients, and frozen weights stay as they are", async ({ device }) => {
    const { model, decoder, readWeights, close } = await openTiny(device, config);
    const before = await readWeights();
    const cases = Object.entries(tuningCases(model, config));
    for (const [name, tunings] of cases.filter(([name]) => isWhole || EVERYWHERE.includes(name))) {
      const want = runOracle(config, model, VARIANT_ROWS, { tunings });
      const tuning = placeTuning(device, tunings);
      const { logProbs, gradients } = await lossOf(decoder, VARIANT_ROWS, tuning);
      expect(closeness(logProbs, want.logProbs, LOG_PROBS), name).toBeLessThanOrEqual(1);
      const wanted = want.tunedGradients();
      for (const [parameter, gradient] of gradients) {
        expect(closeness(gradient, wanted.get(parameter)!, GRADIENTS), `${name}: ${parameter}`).toBeLessThanOrEqual(1);
      }
      expect(closeness(await decoder.logProbs(VARIANT_ROWS, { tuning }), want.logProbs, LOG_PROBS)).toBeLessThanOrEqual(
        1,
      );
      destroyTuning(tuning);
    }
    expect(await readWeights()).toEqual(before);
    close();
  });
});

gpuTest("the same call gives the same bits; accumulated gradients are sums", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
  const tuning = placeTuning(device, subnetworkTunings(model, [[4, 1], [7]]));
  const once = await lossOf(decoder, VARIANT_ROWS, tuning);
  expect(await lossOf(decoder, VARIANT_ROWS, tuning)).toEqual(once);
  const { gradients } = await lossOf(decoder, VARIANT_ROWS, tuning, { ...ONCE, accumulate: true });
  for (const [name, sum] of gradients) expect(sum).toEqual(once.gradients.get(name)!.map((value) => 2 * value));
  destroyTuning(tuning);
  close();
});

gpuTest("a mask of everything has the bits of training whole matrices", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
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
    results.push(await lossOf(decoder, VARIANT_ROWS, tuning));
    destroyTuning(tuning);
  }
  expect(results[1]).toEqual(results[0]);
  close();
});

gpuTest(
  "dropout: the gradient is the slope of the loss with the same mask, and each call has its own",
  async ({ device }) => {
    const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
    const names = [...model.keys()].filter((name) => name.includes("mlp"));
    const lora = new Map(names.map((name) => loraTuning(model, name, 3)));
    const dropping = (tunings: ReadonlyMap<string, OracleTuning>): Tuning =>
      new Map(
        Array.from(placeTuning(device, tunings), ([name, tuning]) => [
          name,
          tuning.kind === "lora" ? { ...tuning, dropout: 0.4 } : tuning,
        ]),
      );
    const tuning = dropping(lora);
    const { lossNats, logProbs, gradients } = await lossOf(decoder, VARIANT_ROWS, tuning);
    expect((await lossOf(decoder, VARIANT_ROWS, tuning)).logProbs).toEqual(logProbs);
    const others = [
      { ...ONCE, step: 2 },
      { ...ONCE, dropoutSeed: 2 },
    ];
    for (const options of others) {
      expect((await lossOf(decoder, VARIANT_ROWS, tuning, options)).lossNats).not.toBe(lossNats);
    }
    const plain = runOracle(TINY_CONFIG, model, VARIANT_ROWS, { tunings: lora });
    expect(closeness(await decoder.logProbs(VARIANT_ROWS, { tuning }), plain.logProbs, LOG_PROBS)).toBeLessThanOrEqual(
      1,
    );
    expect(Math.abs(lossNats - plain.lossNats)).toBeGreaterThan(0.01);
    destroyTuning(tuning);

    // Along the gradient the loss rises by the square of its norm.
    const squares = [...gradients.values()]
      .flatMap((values) => [...values])
      .reduce((sum, value) => sum + value ** 2, 0);
    const step = 0.01 / Math.sqrt(squares);
    const moved = async (by: number): Promise<number> => {
      const move = ({ name, shape, values }: OracleParameter): OracleParameter => ({
        name,
        shape,
        values: Float64Array.from(values, (value, i) => value + by * gradients.get(name)![i]!),
      });
      const away = Array.from(lora, ([name, one]): [string, OracleTuning] => [
        name,
        one.kind === "lora" ? { ...one, a: move(one.a), b: move(one.b) } : one,
      ]);
      const there = dropping(new Map(away));
      const { lossNats: loss } = await lossOf(decoder, VARIANT_ROWS, there);
      destroyTuning(there);
      return loss;
    };
    const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
    // A loss in f32 to 1e-6, over a step of 0.01 in which it changes by about its gradient's norm.
    expect(Math.abs(slope / squares - 1)).toBeLessThanOrEqual(5e-3);
    close();
  },
);

gpuTest("from the stream below the lowest trained layer the gradients have the same bits", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
  const upper = placeTuning(device, subnetworkTunings(model, [[], [0, 27, 13]]));
  const want = await lossOf(decoder, VARIANT_ROWS, upper);
  const bytes = 4 * VARIANT_ROWS.nTokens * TINY_CONFIG.dModel;
  const kept = await download(device, await decoder.prefix(VARIANT_ROWS, upper), 0, bytes);
  await decoder.logProbs(windowRows([[1, 2, 3]])); // the decoder's own buffer is overwritten
  const prefix = upload(device, new Float32Array(kept));
  expect(await lossOf(decoder, VARIANT_ROWS, upper, { ...ONCE, prefix })).toEqual(want);

  const lower = placeTuning(device, subnetworkTunings(model, [[1], []]));
  await expect(lossOf(decoder, VARIANT_ROWS, lower, { ...ONCE, prefix })).rejects.toThrow("there is no prefix");
  for (const tuning of [upper, lower]) destroyTuning(tuning);
  prefix.destroy();
  close();
});

gpuTest("a tuning that the decoder cannot apply is refused", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, { ...TINY_CONFIG, isTied: true });
  const name = "model.layers.0.input_layernorm.weight";
  const weight = { name, ...model.get(name)! };
  const dense: OracleTuning = { kind: "dense", weight };
  const cases: readonly (readonly [ReadonlyMap<string, OracleTuning>, string])[] = [
    [new Map([["model.layers.2.mlp.up_proj.weight", dense]]), "model.layers.2.mlp.up_proj.weight, which this decoder"],
    [new Map([[name, { kind: "scaleOutput", scale: weight }]]), "cannot be tuned by scaleOutput"],
    [
      new Map([["lm_head.weight", dense]]),
      "the tuning names lm_head.weight, which is model.embed_tokens.weight in this model",
    ],
  ];
  for (const [tunings, message] of cases) {
    const tuning = placeTuning(device, tunings);
    await expect(decoder.lossAndGradients(VARIANT_ROWS, tuning, ONCE)).rejects.toThrow(message);
    destroyTuning(tuning);
  }
  close();
});
