import { expect, test } from "vitest";
import { forgetRun, renameRun } from "../../../src/worker/runJobs";
import { withRunLock } from "../../../src/worker/runLock";
import type { RunSummary } from "../../../src/worker/runProtocol";
import { type KeptRun, loadRun, newRunId, saveRun } from "../../../src/worker/runStore";
import { openStore } from "../../../src/worker/storage";
import { workbench } from "../../../src/worker/workbench";

const context = { signal: new AbortController().signal, onProgress: () => undefined };

async function keepRun(): Promise<KeptRun> {
  const id = newRunId(new Date());
  const kept: KeptRun = {
    run: { id, name: "first", status: "paused" } as RunSummary,
    log: null,
    neurons: [[3]],
    weightFormat: "as stored",
    made: null,
    manifest: { format: "babelscope-manifest" },
  };
  await saveRun(await openStore(), kept);
  return kept;
}

test("a run that trains in another tab is neither removed nor renamed", async () => {
  const kept = await keepRun();
  const { id } = kept.run;
  // A lock that is held is held for whoever asks, another tab or this one.
  await withRunLock(id, async () => {
    await expect(forgetRun({ id }, context)).rejects.toThrow("here or in another tab");
    await expect(renameRun({ id, name: "second" }, context)).rejects.toThrow("here or in another tab");
  });
  expect(await loadRun(await openStore(), id)).toEqual(kept);
  expect((await renameRun({ id, name: "second" }, context)).name).toBe("second");
  await forgetRun({ id }, context);
  expect(await loadRun(await openStore(), id)).toBeUndefined();
});

test("a run that trains in this tab is renamed, and is not removed", async () => {
  const kept = await keepRun();
  const { id } = kept.run;
  workbench.training = kept;
  await withRunLock(id, async () => {
    expect((await renameRun({ id, name: "second" }, context)).name).toBe("second");
    expect(workbench.training?.run.name).toBe("second");
    await expect(forgetRun({ id }, context)).rejects.toThrow("pause it before you remove it");
  }).finally(() => {
    workbench.training = null;
  });
  expect((await loadRun(await openStore(), id))?.run.name).toBe("second");
});
