import { beforeEach, expect, test, vi } from "vitest";
import type { SavedRun } from "../../../src/train/runCheckpoint";
import { finetune } from "../../../src/worker/finetuneJob";
import type { RunSummary } from "../../../src/worker/runProtocol";
import { type KeptRun, loadRun } from "../../../src/worker/runStore";
import { openStore } from "../../../src/worker/storage";
import { workbench } from "../../../src/worker/workbench";
import { TINY_CONFIG } from "../../support/randomModel";
import { TINY_NEURONS, tinyBatch, tinyConfig } from "../../support/tinyTraining";

const config = tinyConfig("subnetwork", { steps: 60, validateEvery: 2 });

vi.mock(import("../../../src/train/finetune"), () => ({ finetune: vi.fn() }));
vi.mock(import("../../../src/train/createTuning"), async (original) => ({
  ...(await original()),
  createTuning: vi.fn(async () => ({ destroy: () => {} }) as never),
}));
vi.mock(import("../../../src/worker/decoderOf"), async (original) => ({
  ...(await original()),
  decoderOf: vi.fn(async () => ({ refusal: null, source: { tensors: new Map() }, config: TINY_CONFIG }) as never),
}));
vi.mock(import("../../../src/worker/benchEngine"), () => ({
  benchEngine: vi.fn(async (model: unknown) => {
    const engine = { decoder: { config: TINY_CONFIG }, base: {} };
    const gpu = { device: { destroy: () => {} }, adapterInfo: {}, features: [] };
    return { model, engine, gpu, source: { release: async () => {} } } as never;
  }),
}));
vi.mock(import("../../../src/worker/beginRun"), async (original) => ({ ...(await original()), beginAgain: vi.fn() }));

const { finetune: train } = await import("../../../src/train/finetune");
const { beginAgain } = await import("../../../src/worker/beginRun");

const MADE: KeptRun["made"] = { train: { hash: "t", tokens: [] }, validation: [], mask: null };
const steps = [1, 2, 3, 4, 5].map((n) => {
  return { step: n, lossNats: 5 - n / 10, learningRate: 1e-3, gradNorm: n < 4 ? 1 : 500, tokens: 18 * n };
});
const validations = [0, 2, 4].map((n) => ({ step: n, tokens: 18 * n, lossNats: { mlt_Latn: 5 - n / 10 } }));

beforeEach(() => {
  vi.stubGlobal("navigator", { userAgent: "made" });
  const model = { name: "made", hash: "h", dtype: "fp32", isRounded: false };
  workbench.model = {
    ...{ hash: "h", dtype: "fp32" },
    info: { name: "made", nLayers: TINY_CONFIG.nLayers, dMlp: TINY_CONFIG.dMlp },
  } as typeof workbench.model;
  const batch = tinyBatch("mlt_Latn", 2, 1);
  vi.mocked(beginAgain).mockImplementation(async (id) => ({
    kept: {
      run: { id, name: "A", language: "mlt_Latn", model, date: "2026-11-21T00:00:00Z", hasDelta: false } as RunSummary,
      ...{ log: null, neurons: TINY_NEURONS, weightFormat: "as stored", made: MADE },
    },
    config,
    windows: { train: batch, validation: [] } as never,
  }));
});

/** A job whose training is saved behind step 3, has its best validation behind step 4, and stops behind step 5. */
async function stopBehindSave(id: string, stop: (controller: AbortController) => never): Promise<KeptRun> {
  const controller = new AbortController();
  vi.mocked(train).mockImplementation(async (_, __, { checkpoint, onProgress }) => {
    const tell = (history: SavedRun["history"], seconds: number) =>
      onProgress({ step: history.steps.length, history, seconds, tokensPerSecond: 9, validating: null } as never);
    const early = { steps: steps.slice(0, 3), validations: validations.slice(0, 2) };
    tell(early, 3);
    const identity = {} as SavedRun["identity"];
    await checkpoint!.save(
      { identity, history: early, seconds: 3, sizes: [4], bestStep: 2 },
      async () => new ArrayBuffer(4),
    );
    tell({ steps, validations }, 5);
    return stop(controller);
  });
  const context = { signal: controller.signal, onProgress: () => {} };
  await expect(finetune({ resume: id }, context)).rejects.toThrow("stops");
  return (await loadRun(await openStore(), id))!;
}

test("a run that is paused without a save is kept as its weights are, and says what it makes again", async () => {
  const { run, log } = await stopBehindSave("paused", (controller) => {
    const reason = new Error("stops");
    controller.abort(reason);
    throw reason;
  });
  expect(run).toMatchObject({ status: "paused", stepsDone: 3, tokens: 54, bestStep: 2, seconds: 3, hasDelta: true });
  expect(run.validated).toEqual({ first: validations[0], kept: validations[1], last: validations[1] });
  expect(run.message).toMatch(/^Steps 4 to 5 were not saved/);
  expect(log).toMatchObject({ steps: steps.slice(0, 3), validations: validations.slice(0, 2), bestStep: 2 });
});

test("a run that fails is kept as its weights are, with what it failed of", async () => {
  const { run, log } = await stopBehindSave("failed", () => {
    throw new Error("step 6: it stops");
  });
  expect(run).toMatchObject({ status: "failed", message: "step 6: it stops", stepsDone: 3, bestStep: 2 });
  expect(log?.steps).toEqual(steps.slice(0, 3));
});
