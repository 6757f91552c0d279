import { describe, expect } from "vitest";
import type { ActivationSource, WindowBatch } from "../../../src/model/activationSource";
import { openDecoder } from "../../../src/transformer/decoder";
import { decoderSource } from "../../../src/transformer/decoderSource";
import { destroyWeights, loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { streamSource } from "../../../src/transformer/streamSource";
import { collectGates } from "../../support/collectGates";
import { runOracle } from "../../support/decoderOracle";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";
import { randomModel, randomSource, TINY_CONFIG } from "../../support/randomModel";
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

const wanted = () => runOracle(TINY_CONFIG, MODEL, windowRows(WINDOWS.filter(({ length }) => length > 0))).gates;

function expectGates(got: readonly Float32Array[]): void {
  expect(got.length).toBe(TINY_CONFIG.nLayers);
  for (const [l, gate] of wanted().entries()) {
    // Two layers of sums of at most 28 products in f32, of numbers of about 1.
    expect(closeness(got[l]!, gate, { rtol: 1e-4, atol: 1e-4 })).toBeLessThanOrEqual(1);
  }
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

  gpuTest("come from a file that is read layer by layer, in parts", async ({ device }) => {
    const read: string[] = [];
    const watched = {
      ...SOURCE,
      readRows: (...args: Parameters<typeof SOURCE.readRows>) => {
        read.push(args[0]);
        return SOURCE.readRows(...args);
      },
    };
    const source = await streamSource(watched, TINY_CONFIG, { device, tokensAtOnce: 7 });
    expectGates(await collectGates(source, BATCH, device));
    expect(new Set(read).size).toBe(read.length); // each tensor once, for all parts
    expect(await partsOf(source)).toEqual(["0: 4", "0: 7", "0: 6", "1: 4", "1: 7", "1: 6"]);
    const tooLong = await streamSource(SOURCE, TINY_CONFIG, { device, tokensAtOnce: 5 });
    await expect(tooLong.run(BATCH, () => undefined)).rejects.toThrow("a window of 6 tokens: the device takes 5");
    await Promise.all([source.release(), tooLong.release()]);
  });
});
