import { expect, test } from "vitest";
import { buildManifest, exportManifest, type RunRecord } from "../../../src/export/manifest";
import { sampleRun } from "./sampleRun";

test("a manifest holds what formats.md asks for, as JSON that comes back equal", async () => {
  const manifest = buildManifest(sampleRun);
  expect(JSON.parse(await exportManifest(manifest).text())).toEqual(manifest);
  expect(manifest).toEqual({
    format: "babelscope-manifest",
    version: 1,
    app: { name: "babelscope", version: "0.1.0" },
    date: "2026-01-02T03:04:05.000Z",
    model: { name: "babel-7m", hash: "ab12", dtype: "q4", n_layers: 6, d_mlp: 768 },
    surgery: {
      act_fn: "silu",
      nodes_before: 200,
      nodes_after: 150,
      bytes_before: 7000,
      bytes_after: 5000,
      accuracy_level_forced: 36,
    },
    corpus: { hash: "cd34", tokens: [{ language: "mlt_Latn", tokens: 49152 }] },
    settings: {
      reading: { remove_duplicates: true, text_field: null, language_field: "lang" },
      scan: {
        seq_len: 256,
        bos_token_id: null,
        one_document_a_window: false,
        tokens_per_language: 49152,
        batch_windows: 16,
      },
      selection: { top_rate: 0.05, filter_rate: 0.95, activation_bar_ratio: 0.95 },
    },
    complete: true,
    seed: 7,
    versions: { "onnxruntime-web": "1.30.0", "@huggingface/tokenizers": "0.2.0" },
    adapter: { vendor: "google", architecture: "swiftshader", features: ["subgroups"] },
    provider: "webgpu",
    browser: "Mozilla/5.0 (X11; Linux x86_64) Chrome/150",
    self_check: {
      passed: true,
      partial: false,
      tolerance: 0.001,
      rate_per_layer: [0, 0.0001],
      worst: { layer: 1, token: 3, neuron: 5 },
      n_compared: 1000,
      device: "without subgroups",
    },
  });
});

test("what is not known is null, never missing", () => {
  const nothing: RunRecord = {
    ...sampleRun,
    model: null,
    surgery: null,
    corpus: null,
    reading: null,
    scan: null,
    complete: null,
    selection: null,
    adapter: null,
    provider: null,
    browser: null,
    selfCheck: null,
  };
  const manifest = buildManifest(nothing);
  for (const key of ["model", "surgery", "corpus", "complete", "seed", "adapter", "provider", "browser", "self_check"])
    expect(manifest[key]).toBeNull();
  expect(manifest.settings).toEqual({ reading: null, scan: null, selection: null });
});

test("a number that JSON cannot hold is refused by its path", () => {
  const run = { ...sampleRun, selfCheck: { ...sampleRun.selfCheck!, ratePerLayer: [0, Number.NaN] } };
  expect(() => buildManifest(run)).toThrow("manifest.self_check.rate_per_layer.1 is NaN, not a number");
});
