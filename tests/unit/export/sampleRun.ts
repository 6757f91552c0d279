import type { RunRecord } from "../../../src/export/manifest";

/** A run with every field set. */
export const sampleRun: RunRecord = {
  appVersion: "0.1.0",
  date: new Date("2026-01-02T03:04:05Z"),
  model: { name: "babel-7m", hash: "ab12", dtype: "q4", nLayers: 6, dMlp: 768 },
  surgery: {
    actFn: "silu",
    nodesBefore: 200,
    nodesAfter: 150,
    bytesBefore: 7000,
    bytesAfter: 5000,
    accuracyLevelForced: 36,
  },
  corpus: { hash: "cd34", tokens: [{ language: "mlt_Latn", tokens: 49_152 }] },
  reading: { removeDuplicates: true, languageField: "lang" },
  scan: { seqLen: 256, seed: 7, tokensPerLanguage: 49_152, batchWindows: 16 },
  complete: true,
  selection: { topRate: 0.05, filterRate: 0.95, activationBarRatio: 0.95 },
  versions: { "onnxruntime-web": "1.30.0", "@huggingface/tokenizers": "0.2.0" },
  adapter: { vendor: "google", architecture: "swiftshader", features: ["subgroups"] },
  provider: "webgpu",
  browser: "Mozilla/5.0 (X11; Linux x86_64) Chrome/150",
  selfCheck: {
    passed: true,
    partial: false,
    tolerance: 0.001,
    ratePerLayer: [0, 0.0001],
    worst: { layer: 1, token: 3, neuron: 5 },
    nCompared: 1000,
    device: "without subgroups",
  },
};
