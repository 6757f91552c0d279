import { expect, test } from "vitest";
import { forgetScans, savedBytes } from "../../../src/worker/savedScanJobs";
import { keepsScans, openStore } from "../../../src/worker/storage";

const context = { signal: new AbortController().signal, onProgress: () => undefined };

test("where there are no private files, scans are saved in memory, and it says so", async () => {
  expect(await keepsScans()).toBe(false);
  const store = await openStore();
  expect(await openStore()).toBe(store);
});

test("all saved scans are forgotten, and nothing else", async () => {
  const store = await openStore();
  for (const key of ["scans/a/0", "scans/a/plan", "scans/b/scan", "selfCheck/c.json"]) {
    await store.write(key, Uint8Array.of(1, 2));
  }
  expect(await savedBytes({}, context)).toBe(6);
  await forgetScans({}, context);
  expect(await savedBytes({}, context)).toBe(0);
  expect(await store.list("")).toEqual(["selfCheck/c.json"]);
});
