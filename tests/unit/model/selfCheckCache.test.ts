import { expect, test } from "vitest";
import type { SelfCheckResult } from "../../../src/model/selfCheck";
import { loadSelfCheck, type SelfCheckKey, saveSelfCheck } from "../../../src/model/selfCheckCache";
import { memoryStore } from "../../../src/storage/memoryStore";

const key: SelfCheckKey = {
  adapter: { vendor: "google", architecture: "swiftshader", device: "", description: "" },
  features: ["shader-f16", "subgroups"],
  runtimeVersion: "1.30.0",
  modelHash: "ab12",
  seqLen: 512,
};
const result: SelfCheckResult = {
  passed: true,
  partial: false,
  threshold: 0.001,
  ratePerLayer: [0, 0.0001],
  worst: { layer: 1, token: 2, neuron: 3, reference: 0.25, candidate: null },
  nCompared: 100,
  hasNaN: false,
};

test("an outcome comes back for the same key, features in any order", async () => {
  const store = memoryStore();
  expect(await loadSelfCheck(store, key)).toBeUndefined();
  await saveSelfCheck(store, key, result);
  expect(await loadSelfCheck(store, { ...key, features: ["subgroups", "shader-f16"] })).toEqual(result);
});

test.each<[string, Partial<SelfCheckKey>]>([
  ["adapter", { adapter: { ...key.adapter, architecture: "ampere" } }],
  ["adapter's description", { adapter: { ...key.adapter, description: "driver 2" } }],
  ["features", { features: ["shader-f16"] }],
  ["runtime", { runtimeVersion: "1.31.0" }],
  ["model", { modelHash: "ab13" }],
  ["window length", { seqLen: 256 }],
])("another %s has an outcome of its own", async (_, change) => {
  const store = memoryStore();
  await saveSelfCheck(store, key, result);
  expect(await loadSelfCheck(store, { ...key, ...change })).toBeUndefined();
});
