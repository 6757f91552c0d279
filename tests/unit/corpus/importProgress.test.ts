import { zipSync } from "fflate";
import { expect, test } from "vitest";
import type { ImportProgress } from "../../../src/corpus/corpus";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { bytes } from "./byteChunks";
import { fileOf } from "./corpusFile";

test("progress is told in bytes of the dropped files and ends at all of them", async () => {
  const steps: ImportProgress[] = [];
  const archive = zipSync({ "a/is.txt": bytes("x\n".repeat(1000)), "b.pdf": bytes("y".repeat(1000)) });
  const files = [fileOf("mt.txt", "a\n".repeat(500_000)), fileOf("z.zip", archive), fileOf("notes.pdf", "12345")];
  const { signal } = new AbortController();
  await importCorpus(files, {}, { signal, yieldEveryMs: 0, onProgress: (step) => steps.push(step) });
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0);
  expect(steps.length).toBeGreaterThan(3);
  expect(steps.every(({ bytesTotal }) => bytesTotal === total)).toBe(true);
  expect(steps.map(({ bytesRead }) => bytesRead)).toEqual(
    steps.map(({ bytesRead }) => bytesRead).toSorted((a, b) => a - b),
  );
  expect(steps.at(-1)!.bytesRead).toBe(total);
});

test("many small files tell their progress now and then, not each", async () => {
  let told = 0;
  const files = Array.from({ length: 500 }, (_, i) => fileOf(`mt.${i}.txt`, "x\n"));
  const { signal } = new AbortController();
  await importCorpus(files, {}, { signal, yieldEveryMs: 1e6, onProgress: () => told++ });
  expect(told).toBe(1);
});

test("an import stops within a moment when it is cancelled", async () => {
  const long = fileOf("mt.txt", "some line of text\n".repeat(3_000_000));
  for (const files of [
    [long],
    [fileOf("all.zip", zipSync({ "mt.txt": bytes("line\n".repeat(5_000_000)) }, { level: 1 }))],
  ]) {
    const controller = new AbortController();
    const reason = new Error("cancelled");
    const started = performance.now();
    setTimeout(() => controller.abort(reason), 20);
    await expect(importCorpus(files, {}, { signal: controller.signal })).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(5000); // a moment on a busy machine
  }
});
