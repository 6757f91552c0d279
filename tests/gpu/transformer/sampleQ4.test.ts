import { beforeAll, expect, test } from "vitest";
import { openForward } from "../../../src/model/onnxSource";
import { tapModel } from "../../../src/model/tapModel";
import { packRows } from "../../../src/transformer/packRows";
import { openSampleDecoder, type SampleDecoder } from "../../support/sampleDecoder";
import { sampleWindows } from "../../support/sampleModel";

let sample: SampleDecoder;

beforeAll(async () => {
  sample = await openSampleDecoder();
  return () => sample.device.destroy();
});

test("logits are ONNX Runtime's on wasm, of windows of unlike lengths", async () => {
  const { info, file, decoder } = sample;
  const { config } = decoder;
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
