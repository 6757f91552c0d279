import { describe, expect } from "vitest";
import type { TokenBatch } from "../../../src/corpus/corpus";
import { scanStats } from "../../../src/lape/scanStats";
import type { ActivationSource, WindowBatch } from "../../../src/model/activationSource";
import { openDecoder } from "../../../src/transformer/decoder";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import { decoderSource } from "../../../src/transformer/decoderSource";
import { destroyWeights } from "../../../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { splitWindows } from "../../../src/transformer/splitWindows";
import { streamSource } from "../../../src/transformer/streamSource";
import { collectGates } from "../../support/collectGates";
import { runOracle } from "../../support/decoderOracle";
import { DECODER_VARIANTS } from "../../support/decoderVariants";
import { memoryCheckpoint } from "../../support/fakeSource";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";
import { randomModel, randomSource, TINY_CONFIG } from "../../support/randomModel";
import { watchBuffers } from "../../support/watchBuffers";
import { windowRows } from "../../support/windowRows";

const MODEL = randomModel(1, TINY_CONFIG);
const SOURCE = randomSource(MODEL);

/** Windows with padding, which no vocabulary has; one of them is nothing else. */
const WINDOWS: readonly (readonly number[])[] = [[5, 36, 0, 5], [], [3, 1, 4, 1, 5, 9], [30], [7, 7, 2, 11, 8, 8]];
const BATCH: WindowBatch = {
  ids: Int32Array.from(WINDOWS.flatMap((ids) => [...ids, ...new Array<number>(6 - ids.length).fill(999)])),
  lengths: Uint32Array.from(WINDOWS, ({ length }) => length),
  nWindows: WINDOWS.length,
  seqLen: 6,
};

/** Of each layer, the tokens of all windows one behind the other. */
function expectGates(got: readonly Float32Array[], config = TINY_CONFIG, model = MODEL): void {
  const { gates } = runOracle(config, model, windowRows(WINDOWS.filter(({ length }) => length > 0)));
  expect(got.length).toBe(config.nLayers);
  for (const [l, gate] of gates.entries()) {
    // Two layers of sums of at most 28 products in f32, of numbers of about 1.
    expect(closeness(got[l]!, gate, { rtol: 1e-4, atol: 1e-4 })).toBeLessThanOrEqual(1);
  }
}

/** Tokens with gate > 0 of each neuron of each layer. None of the oracle's gates is so close to 0 that f32 could tell otherwise. */
function oracleCounts(): number[] {
  const { gates } = runOracle(TINY_CONFIG, MODEL, windowRows(WINDOWS.filter(({ length }) => length > 0)));
  const { dMlp } = TINY_CONFIG;
  return gates.flatMap((gate) => {
    expect(Math.min(...gate.map(Math.abs))).toBeGreaterThan(1e-5);
    return Array.from({ length: dMlp }, (_, j) => gate.filter((value, i) => i % dMlp === j && value > 0).length);
  });
}

/** How many tokens each part of each layer had, in the order they were handed out. */
async function partsOf(source: ActivationSource): Promise<string[]> {
  const parts: string[] = [];
  await source.run(BATCH, ({ layer, lengths }) => void parts.push(`${layer}: ${lengths.join()}`));
  return parts;
}

describe("gates of windows with padding", () => {
  gpuTest("come from a decoder", async ({ device }) => {
    const weights = await loadDecoderWeights(SOURCE, TINY_CONFIG, { device });
    const decoder = await openDecoder(device, TINY_CONFIG, weights);
    const source = decoderSource(decoder);
    expectGates(await collectGates(source, BATCH, device));
    expect(await partsOf(source)).toEqual(["0: 17", "1: 17"]);
    expect(source.taps.map(({ actFn, layer, tensor }) => [layer, tensor, actFn])).toEqual([
      [0, "blocks.0.mlp.hook_pre", "silu"],
      [1, "blocks.1.mlp.hook_pre", "silu"],
    ]);

    const abort = new AbortController();
    const stopped = source.run(BATCH, () => abort.abort(new Error("enough")), abort.signal);
    await expect(stopped).rejects.toThrow("enough");
    const meanwhile = source.run(BATCH, async () => {
      await expect(decoder.logProbs(windowRows([[1, 2]]))).rejects.toThrow("handing out gates");
    });
    await meanwhile;
    await expect(source.run({ ...BATCH, lengths: BATCH.lengths.map(() => 6) }, () => undefined)).rejects.toThrow(
      "token 999 is not in a vocabulary of 37",
    );
    decoder.destroy();
    destroyWeights(weights);
  });
});

/** Reads of a source's weights, in their order; `fails` may refuse one. */
function watched(source = SOURCE, fails: (name: string) => boolean = () => false) {
  const read: string[] = [];
  const { tensors } = source;
  const readRows: typeof source.readRows = async (...args) => {
    read.push(args[0]);
    if (fails(args[0])) throw new Error(`${args[0]}: the file is gone`);
    return source.readRows(...args);
  };
  return { read, source: { tensors, readRows } };
}

/** Gates of windows that a decoder on the GPU runs in the same parts. */
async function residentGates(device: GPUDevice, config: DecoderConfig, nTokens: number): Promise<number[][]> {
  const weights = await loadDecoderWeights(randomSource(randomModel(1, config)), config, { device });
  const decoder = await openDecoder(device, config, weights);
  const layers: number[][] = Array.from({ length: config.nLayers }, () => []);
  for (const part of splitWindows(BATCH, nTokens)) {
    const gates = await collectGates(decoderSource(decoder), part, device);
    for (const [l, gate] of gates.entries()) layers[l]!.push(...gate);
  }
  decoder.destroy();
  destroyWeights(weights);
  return layers;
}

describe.for(Object.entries(DECODER_VARIANTS))("%s, read layer by layer", ([, config]) => {
  gpuTest("in parts has the oracle's gates, and a resident decoder's to the bit", async ({ device }) => {
    const model = randomModel(1, config);
    const source = await streamSource(randomSource(model), config, { device, tokensAtOnce: 7 });
    const got = await collectGates(source, BATCH, device);
    expectGates(got, config, model);
    expect(got.map((gate) => [...gate])).toEqual(await residentGates(device, config, 7));
    await source.release();
  });
});

describe("layers that are read as they are needed", () => {
  gpuTest("are read once for all parts, each ahead of its turn", async ({ device }) => {
    const { read, source: file } = watched();
    const source = await streamSource(file, TINY_CONFIG, { device, tokensAtOnce: 7 });
    const events: string[] = [];
    await source.run(BATCH, async ({ layer, lengths }) => {
      events.push(`${layer}: ${lengths.join()}`);
      // While the first layer is held up, the second is read to its end.
      if (events.length === 1) await expect.poll(() => read).toContain("model.layers.1.mlp.down_proj.weight");
    });
    expect(events).toEqual(["0: 4", "0: 7", "0: 6", "1: 4", "1: 7", "1: 6"]);
    expect(new Set(read).size).toBe(read.length);
    const bytes = read.reduce((sum, name) => sum + file.tensors.get(name)!.bytes, 0);
    expect(source.bytesPerRun).toBe(bytes);
    expect(read).not.toContain("lm_head.weight");
    await source.release();
  });

  gpuTest("take no more of the GPU where there are more of them, and leave nothing", async ({ device }) => {
    const watch = watchBuffers(device);
    const stored = () => watch.bytes(GPUBufferUsage.STORAGE);
    const most: number[] = [];
    for (const nLayers of [3, 6]) {
      const config = { ...TINY_CONFIG, nLayers };
      const source = await streamSource(randomSource(randomModel(2, config)), config, { device, tokensAtOnce: 7 });
      let peak = 0;
      await source.run(BATCH, async () => {
        await new Promise((resolve) => setTimeout(resolve, 20)); // the next layer is there by now
        peak = Math.max(peak, stored());
      });
      most.push(peak);
      await source.release();
      expect(stored()).toBe(0);
    }
    expect(most[1]).toBe(most[0]);
  });

  gpuTest(
    "that cannot be read, or windows too long, fail a run and leave nothing; the next one goes on",
    async ({ device }) => {
      const watch = watchBuffers(device);
      let isBroken = true;
      const { source: file } = watched(SOURCE, (name) => isBroken && name === "model.layers.1.mlp.up_proj.weight");
      const source = await streamSource(file, TINY_CONFIG, { device });
      await expect(source.run(BATCH, () => undefined)).rejects.toThrow("layers.1.mlp.up_proj.weight: the file is gone");
      isBroken = false;
      expectGates(await collectGates(source, BATCH, device));
      await source.release();
      const tooLong = await streamSource(SOURCE, TINY_CONFIG, { device, tokensAtOnce: 5 });
      await expect(tooLong.run(BATCH, () => undefined)).rejects.toThrow("a window of 6 tokens: the device takes 5");
      await tooLong.release();
      expect(watch.bytes(GPUBufferUsage.STORAGE)).toBe(0);
    },
  );

  gpuTest(
    "are left in the middle of a run by an abort; the scan goes on from its last run, bit for bit",
    async ({ device }) => {
      const tokens: TokenBatch = { ...BATCH, language: "eng_Latn", nTokens: 17 };
      const config = { batchWindows: 3 };
      const source = await streamSource(SOURCE, TINY_CONFIG, { device, tokensAtOnce: 7 });
      const context = { source, device, signal: new AbortController().signal, onProgress: () => undefined };
      const stop = new AbortController();
      const seen: number[] = [];
      const stopped = source.run(
        BATCH,
        ({ layer }) => {
          seen.push(layer);
          stop.abort(new Error("enough"));
        },
        stop.signal,
      );
      await expect(stopped).rejects.toThrow("enough");
      expect(seen).toEqual([0]); // of three parts

      const whole = await scanStats([tokens], config, context);
      expect(whole.n[0]).toBe(17);
      expect([...whole.overZero[0]!]).toEqual(oracleCounts());

      const abort = new AbortController();
      const reason = new Error("paused");
      let gates = 0;
      const pausing: ActivationSource = {
        ...source,
        run: (batch, onGate, signal) =>
          source.run(
            batch,
            (gate) => {
              if (++gates === 5) abort.abort(reason); // in the second run's first layer
              return onGate(gate);
            },
            signal,
          ),
      };
      const checkpoint = memoryCheckpoint();
      const scan = scanStats([tokens], config, { ...context, source: pausing, signal: abort.signal, checkpoint });
      await expect(scan).rejects.toBe(reason);
      expect(checkpoint.saved!.position).toEqual({ language: 0, window: 3 });
      expect(await scanStats([tokens], config, { ...context, checkpoint })).toEqual(whole);
      await source.release();
    },
  );
});
