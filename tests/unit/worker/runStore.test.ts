import { expect, test } from "vitest";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { FinetuneWindows } from "../../../src/worker/finetuneWindows";
import type { RunSummary } from "../../../src/worker/runProtocol";
import { type KeptRun, loadRun, loadRuns, newRunId, removeRun, runKey, saveRun } from "../../../src/worker/runStore";
import { packRunWindows, unpackRunWindows } from "../../../src/worker/savedWindows";

const kept = (id: string, name = id): KeptRun => ({
  run: { id, name, status: "paused" } as RunSummary,
  log: null,
  neurons: [[], [3, 7]],
  weightFormat: "as stored",
  made: null,
  manifest: { format: "babelscope-manifest" },
});

test("runs are kept, listed oldest first, and forgotten with all that lies beside them", async () => {
  const store = memoryStore();
  const [older, newer] = [newRunId(new Date("2026-01-02T03:04:05Z")), newRunId(new Date("2026-01-02T03:04:06Z"))];
  await saveRun(store, kept(newer));
  await saveRun(store, kept(older, "first"));
  await store.write(runKey(older, "windows"), Uint8Array.of(1));
  expect((await loadRuns(store)).map(({ run }) => run.name)).toEqual(["first", newer]);
  expect(await loadRun(store, older)).toEqual(kept(older, "first"));

  await removeRun(store, older);
  expect(await store.list(`runs/${older}`)).toEqual([]);
  expect((await loadRuns(store)).map(({ run }) => run.id)).toEqual([newer]);
});

test("what another version left is not listed", async () => {
  const store = memoryStore();
  await store.write(runKey("x", "record"), new TextEncoder().encode(JSON.stringify({ version: 0, ...kept("x") })));
  expect(await loadRuns(store)).toEqual([]);
  expect(await loadRun(store, "y")).toBeUndefined();
});

test("windows come back as they were packed", async () => {
  const batch = (language: string, first: number) => ({
    language,
    seqLen: 2,
    nWindows: 2,
    ids: Int32Array.of(first, first + 1, first + 2, 0),
    lengths: Uint32Array.of(2, 1),
    nTokens: 3,
  });
  const windows: FinetuneWindows = {
    train: batch("cym_Latn", 5),
    validation: [
      { language: "cym_Latn", from: "held out", windows: 2, tokens: 3, batch: batch("cym_Latn", 50) },
      { language: "eng_Latn", from: "corpus", windows: 2, tokens: 3, batch: batch("eng_Latn", 70) },
    ],
  };
  expect(await unpackRunWindows(await packRunWindows(windows))).toEqual(windows);
});
