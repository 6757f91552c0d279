import { expect, test } from "vitest";
import { buildFinetuneManifest, type FinetuneRecord } from "../../../src/export/finetuneManifest";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { manifest } from "./madeDelta";
import { sampleRun } from "./sampleRun";

const { appVersion, date, model, versions, adapter, provider, browser } = sampleRun;
const record: FinetuneRecord = {
  ...{ appVersion, date, model: model!, versions, adapter, provider, browser },
  language: "mlt_Latn",
  train: { hash: "ef56", tokens: [{ language: "mlt_Latn", tokens: 65_536 }] },
  validation: [
    { from: "held out", hash: "ef56", tokens: [{ language: "mlt_Latn", tokens: 512 }] },
    { from: "corpus", hash: "0a1b", tokens: [{ language: "eng_Latn", tokens: 1024 }] },
  ],
  config: { ...FINETUNE_PRESETS.published.config("subnetwork"), seed: 9 },
  trainableParameters: 4321,
  mask: { source: "file", neurons: 12, manifest },
};

test("the manifest of a run holds model, text, settings, mask, seed, versions and adapter", () => {
  const made = buildFinetuneManifest(record);
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  expect(made).toMatchObject({
    format: "babelscope-manifest",
    version: 1,
    app: { name: "babelscope", version: "0.1.0" },
    date: "2026-01-02T03:04:05.000Z",
    model: { name: "babel-7m", hash: "ab12", dtype: "q4", n_layers: 6, d_mlp: 768 },
    language: "mlt_Latn",
    corpus: { hash: "ef56", tokens: [{ language: "mlt_Latn", tokens: 65_536 }] },
    validation: [
      { from: "held out", hash: "ef56", tokens: [{ language: "mlt_Latn", tokens: 512 }] },
      { from: "corpus", hash: "0a1b", tokens: [{ language: "eng_Latn", tokens: 1024 }] },
    ],
    settings: {
      finetune: {
        method: "subnetwork",
        seq_len: 512,
        batch_size: 2,
        weight_decay: 0.01,
        schedule: { warmup_steps: 0 },
      },
    },
    trainable_parameters: 4321,
    mask: { source: "file", neurons: 12, manifest },
    seed: 9,
    versions: { "onnxruntime-web": "1.30.0" },
    adapter: { vendor: "google" },
    provider: "webgpu",
    browser: expect.any(String),
  });
});

test("what is not there is null; a number that JSON cannot hold is named", () => {
  const bare = buildFinetuneManifest({ ...record, validation: [], mask: null, adapter: null });
  expect([bare.validation, bare.mask, bare.adapter]).toEqual([[], null, null]);
  const config = { ...record.config, learningRate: Number.NaN };
  expect(() => buildFinetuneManifest({ ...record, config })).toThrow("manifest.settings.finetune.learning_rate is NaN");
});
