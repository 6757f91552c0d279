import { beforeAll, expect, test } from "vitest";
import type { TokenBatch } from "../../../src/corpus/corpus";
import { scanStats } from "../../../src/lape/scanStats";
import type { ActivationSource } from "../../../src/model/activationSource";
import { openSource } from "../../../src/model/onnxSource";
import { tapModel } from "../../../src/model/tapModel";
import { decoderSource } from "../../../src/transformer/decoderSource";
import { streamSource } from "../../../src/transformer/streamSource";
import firstTokens from "../../fixtures/lape/firstTokens.json";
import { openSampleDecoder, type SampleDecoder } from "../../support/sampleDecoder";

/** Two windows of each language, the second of them padded: 9.4 MFLOP a token, and a software adapter does 1 GFLOP/s. */
const [SEQ_LEN, LENGTHS] = [32, [32, 15]];
const N_TOKENS = 47;
/** Gates so close to zero may fall on either side of it; the goldens count them by the same measure. */
const NEAR_ZERO = 1e-4;

const BATCHES = Object.entries(firstTokens).map(([language, tokens]): TokenBatch => {
  const ids = new Int32Array(2 * SEQ_LEN);
  ids.set(tokens);
  const lengths = Uint32Array.from(LENGTHS);
  return { language, seqLen: SEQ_LEN, nWindows: 2, ids, lengths, nTokens: N_TOKENS };
});

let sample: SampleDecoder;

beforeAll(async () => {
  sample = await openSampleDecoder();
  return () => sample.device.destroy();
});

function scan(source: ActivationSource, tokens: readonly TokenBatch[], device?: GPUDevice) {
  const context = { source, device, signal: new AbortController().signal, onProgress: () => undefined };
  return scanStats(tokens, { batchWindows: 2 }, context);
}

/** ONNX Runtime on wasm, which is held to the goldens elsewhere, and how many gates of each counter are near zero. */
async function scanOnWasm() {
  const { file, info } = sample;
  const onnx = await openSource(await tapModel(file, [], info), { provider: "wasm", info });
  const nearZero: Uint8Array[] = [];
  const source: ActivationSource = {
    ...onnx,
    run(batch, onGate) {
      const near = new Uint8Array(onnx.nLayers * onnx.dMlp);
      nearZero.push(near);
      return onnx.run(batch, (gate) => {
        if (gate.location === "cpu") {
          for (const [i, value] of gate.values.entries()) {
            if (Math.abs(value) < NEAR_ZERO) near[gate.layer * onnx.dMlp + (i % onnx.dMlp)]!++;
          }
        }
        return onGate(gate);
      });
    },
  };
  const stats = await scan(source, BATCHES);
  await onnx.release();
  return { stats, nearZero };
}

test("windows of all languages are counted as ONNX Runtime's path counts them", async () => {
  const got = await scan(decoderSource(sample.decoder), BATCHES, sample.device);
  const { stats: want, nearZero } = await scanOnWasm();
  expect([got.languages.length, new Set(got.n), got.n]).toEqual([16, new Set([N_TOKENS]), want.n]);
  let unequal = 0;
  for (const [k, counts] of got.overZero.entries()) {
    const apart = counts.map((count, j) => Math.abs(count - want.overZero[k]![j]!));
    expect(apart.filter((n, j) => n > nearZero[k]![j]!)).toHaveLength(0);
    unequal += apart.filter((n) => n > 0).length;
    // Sums of 47 activations of up to some 10, of gates that differ by some 1e-6.
    for (const [j, sum] of got.actSum[k]!.entries()) expect(Math.abs(sum - want.actSum[k]![j]!)).toBeLessThan(1e-3);
  }
  expect(unequal).toBeLessThan(0.001 * 16 * 6 * 768);
});

test("layers read from the file as they are needed give the same counts and sums, to the bit", async () => {
  const { device, weights, decoder } = sample;
  const streamed = await streamSource(weights, decoder.config, { device });
  const tokens = BATCHES.slice(9, 11); // in two scripts
  expect(await scan(streamed, tokens, device)).toEqual(await scan(decoderSource(decoder), tokens, device));
  await streamed.release();
});
