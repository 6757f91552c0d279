import { beforeAll, expect, test } from "vitest";
import type { TokenBatch } from "../../../src/corpus/corpus";
import { findTensor, openSafetensors, readTensor } from "../../../src/formats/safetensors";
import { requestDevice } from "../../../src/gpu/device";
import { scanStats } from "../../../src/lape/scanStats";
import type { ActivationSource } from "../../../src/model/activationSource";
import { openForward } from "../../../src/model/onnxSource";
import { openWeights } from "../../../src/model/openWeights";
import { tapModel } from "../../../src/model/tapModel";
import type { WeightSource } from "../../../src/model/weightSource";
import { type Decoder, openDecoder } from "../../../src/transformer/decoder";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import { decoderSource } from "../../../src/transformer/decoderSource";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { packRows } from "../../../src/transformer/packRows";
import { readDecoderConfig } from "../../../src/transformer/readDecoderConfig";
import { streamSource } from "../../../src/transformer/streamSource";
import tokens from "../../fixtures/lape/tokens.json";
import { fetchSample, type SampleModel, sampleModel, sampleWindows } from "../../support/sampleModel";

const SEQ_LEN = 256;

let device: GPUDevice;
let sample: SampleModel;
let config: DecoderConfig;
let weights: WeightSource;
let decoder: Decoder;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  sample = await sampleModel(fetchSample);
  config = readDecoderConfig(JSON.parse(await (await fetchSample("config.json")).text()));
  weights = await openWeights({ file: sample.file, shards: [] }, sample.info);
  decoder = await openDecoder(device, config, await loadDecoderWeights(weights, config, { device }));
  return () => device.destroy();
});

test("logits are ONNX Runtime's on wasm, of windows of unlike lengths", async () => {
  const { info, file } = sample;
  const forward = await openForward(await tapModel(file, [], { ...info, tap: false, prune: false }), {
    provider: "wasm",
    info,
  });
  const lengths = [64, 23];
  const batch = sampleWindows(2, 64, lengths);
  const { outputs, release } = await forward.run(batch);
  const all = outputs.logits!.data as Float32Array;
  // Its rows have padding, ours have none.
  const wanted = lengths.flatMap((length, w) => Array.from({ length }, (_, t) => w * 64 + t));
  const rows = packRows(batch);
  const got = await decoder.logits(
    rows,
    wanted.map((_, t) => t),
  );
  let worst = 0;
  for (const [t, row] of wanted.entries()) {
    for (let v = 0; v < config.dVocab; v++) {
      worst = Math.max(worst, Math.abs(got[t * config.dVocab + v]! - all[row * config.dVocab + v]!));
    }
  }
  expect(got.length).toBe(wanted.length * config.dVocab);
  expect(Math.max(...all.subarray(0, config.dVocab))).toBeGreaterThan(1);
  expect(worst).toBeLessThan(1e-3);
  release();
  await forward.release();
});

/** Counts of `nWindows` windows of one language by any source. */
async function count(source: ActivationSource, ids: readonly number[], nWindows: number) {
  const batch: TokenBatch = {
    language: "eng_Latn",
    seqLen: SEQ_LEN,
    nWindows,
    ids: Int32Array.from(ids.slice(0, nWindows * SEQ_LEN)),
    lengths: new Uint32Array(nWindows).fill(SEQ_LEN),
    nTokens: nWindows * SEQ_LEN,
  };
  const context = { source, device, signal: new AbortController().signal, onProgress: () => undefined };
  return scanStats([batch], { batchWindows: 4 }, context);
}

test("counts of a whole language are the golden run's", async () => {
  const file = await fetch(new URL("../../fixtures/lape/activations.safetensors", import.meta.url));
  const golden = await openSafetensors(await file.blob());
  const k = golden.metadata.get("languages")!.split(" ").indexOf("eng_Latn");
  const [overZero, nearZero] = [
    await readTensor(findTensor(golden, "over_zero"), "I32"),
    await readTensor(findTensor(golden, "near_zero"), "I32"),
  ];
  const mean = await readTensor(findTensor(golden, "mean_activation"), "F32");
  const ids = tokens.eng_Latn;
  const stats = await count(decoderSource(decoder), ids, Math.floor(ids.length / SEQ_LEN));
  const counts = stats.overZero[0]!;
  const at = k * counts.length;
  expect(counts.length).toBe(config.nLayers * config.dMlp);
  expect(counts.filter((n, j) => Math.abs(n - overZero[at + j]!) > nearZero[at + j]!)).toHaveLength(0);
  expect(counts.filter((n, j) => n === overZero[at + j]).length / counts.length).toBeGreaterThan(0.999);
  for (const [j, sum] of stats.actSum[0]!.entries()) {
    expect(Math.abs(sum / stats.n[0]! - mean[at + j]!)).toBeLessThan(1e-4);
  }
});

test("streamed layers count as those that stay", async () => {
  const streamed = await streamSource(weights, config, { device, tokensAtOnce: 300 });
  const want = await count(decoderSource(decoder), tokens.eng_Latn, 2);
  expect((await count(streamed, tokens.eng_Latn, 2)).overZero).toEqual(want.overZero);
  await streamed.release();
});
