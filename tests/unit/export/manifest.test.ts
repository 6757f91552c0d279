import { expect, test } from "vitest";
import {
  buildManifest,
  exportManifest,
  originOf,
  type RunRecord,
  readManifest,
  withSelection,
} from "../../../src/export/manifest";
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

test("another selection from counts that came with a manifest changes its selection alone", () => {
  const manifest = buildManifest(sampleRun);
  const other = withSelection(manifest, { topRate: 0.01, filterRate: 0.9, activationBarRatio: 0.8 });
  const selection = { top_rate: 0.01, filter_rate: 0.9, activation_bar_ratio: 0.8 };
  expect(other).toEqual({ ...manifest, settings: { ...(manifest.settings as object), selection } });
  expect(withSelection({ format: "babelscope-manifest", settings: 3 }, null).settings).toEqual({ selection: null });
});

test("the origin of counts is taken from a manifest only as far as it is sound", () => {
  const date = "2026-01-02T03:04:05.000Z";
  expect(originOf(buildManifest(sampleRun))).toEqual({ modelName: "babel-7m", dtype: "q4", date, complete: true });
  const nothing = { modelName: null, dtype: null, date: null, complete: null };
  expect(originOf(undefined)).toEqual(nothing);
  expect(originOf({ format: "babelscope-manifest", model: ["x"], date: "soon", complete: 1 })).toEqual(nothing);
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
