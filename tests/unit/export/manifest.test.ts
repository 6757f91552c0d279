import { expect, test } from "vitest";
import { buildManifest, exportManifest, type RunRecord, readManifest } from "../../../src/export/manifest";
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
    corpus: { hash: "cd34", tokens: [{ language: "mlt_Latn", tokens: 49152 }] },
    settings: {
      scan: { seq_len: 256, bos_token_id: null, one_document_a_window: false, tokens_per_language: 49152 },
      selection: { top_rate: 0.05, filter_rate: 0.95, activation_bar_ratio: 0.95 },
    },
    seed: 7,
    versions: { "onnxruntime-web": "1.30.0" },
    adapter: { vendor: "google", architecture: "swiftshader", features: ["subgroups"] },
    provider: "webgpu",
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
    corpus: null,
    scan: null,
    selection: null,
    adapter: null,
    provider: null,
    selfCheck: null,
  };
  const manifest = buildManifest(nothing);
  for (const key of ["model", "corpus", "seed", "adapter", "provider", "self_check"]) expect(manifest[key]).toBeNull();
  expect(manifest.settings).toEqual({ scan: null, selection: null });
});

test("a number that JSON cannot hold is refused by its path", () => {
  const run = { ...sampleRun, selfCheck: { ...sampleRun.selfCheck!, ratePerLayer: [0, Number.NaN] } };
  expect(() => buildManifest(run)).toThrow("manifest.self_check.rate_per_layer.1 is NaN, not a number");
});

test("a manifest in a file is taken as it is; what is none is left out with a warning", () => {
  const warnings: string[] = [];
  const manifest = buildManifest(sampleRun);
  expect(readManifest(JSON.stringify(manifest), warnings)).toEqual(manifest);
  expect(readManifest({ ...manifest }, warnings)).toEqual(manifest);
  expect(readManifest(undefined, warnings)).toBeUndefined();
  expect(warnings).toEqual([]);
  expect(readManifest("{", warnings)).toBeUndefined();
  expect(readManifest([1], warnings)).toBeUndefined();
  expect(readManifest({ format: "other" }, warnings)).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringMatching(/left out: the manifest is not valid JSON/),
    "the manifest in the file was left out: the manifest must be a JSON object",
    "the manifest in the file is not a babelscope-manifest; it was left out",
  ]);
});
