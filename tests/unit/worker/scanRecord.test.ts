import { expect, test, vi } from "vitest";
import packageJson from "../../../package.json";
import { buildManifest } from "../../../src/export/manifest";
import { recordOf } from "../../../src/worker/scanRecord";
import type { Session } from "../../../src/worker/session";
import type { OpenCorpus } from "../../../src/worker/workbench";

vi.mock("../../../src/model/onnxRuntime", () => ({ loadRuntime: async () => ({ version: "1.2.3" }) }));

vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 Chrome/150" });

test("a scan's record tells all that its counts depend on", async () => {
  const surgery = {
    nodesBefore: 9,
    nodesAfter: 7,
    bytesBefore: 90,
    bytesAfter: 70,
    accuracyLevelForced: 3,
    pruned: true,
  };
  const model = {
    info: { name: "m", nLayers: 2, dMlp: 8, context: 64 },
    hash: "ab",
    dtype: "q4",
    provider: "wasm",
    tapped: { taps: [{ actFn: "gelu_tanh" }], record: surgery },
  };
  const session = { model, gpu: null } as unknown as Session;
  const corpus = {
    corpus: { hash: "cd" },
    options: { textField: "body", removeDuplicates: true, labels: { "a.txt": "mlt_Latn" } },
  } as unknown as OpenCorpus;
  const record = await recordOf({ seed: 5 }, session, corpus, [], null, 12);
  expect(buildManifest({ ...record, complete: true, selection: null })).toMatchObject({
    model: { name: "m", hash: "ab", dtype: "q4", n_layers: 2, d_mlp: 8 },
    surgery: {
      act_fn: "gelu_tanh",
      nodes_before: 9,
      nodes_after: 7,
      bytes_before: 90,
      bytes_after: 70,
      accuracy_level_forced: 3,
    },
    settings: {
      reading: { remove_duplicates: true, text_field: "body", language_field: null },
      scan: { seq_len: 64, batch_windows: 12 },
    },
    seed: 5,
    versions: {
      "onnxruntime-web": "1.2.3",
      "@huggingface/tokenizers": packageJson.dependencies["@huggingface/tokenizers"],
    },
    provider: "wasm",
    browser: "Mozilla/5.0 Chrome/150",
  });
});
