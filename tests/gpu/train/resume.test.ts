import { expect } from "vitest";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { FinetuneConfig } from "../../../src/train/finetuneConfig";
import type { FinetuneProgress } from "../../../src/train/finetuneProgress";
import type { RunCheckpointStore, ValueKind } from "../../../src/train/runCheckpoint";
import { savedRun } from "../../../src/train/savedRun";
import type { TrainLog } from "../../../src/train/trainLog";
import { runTiny, STOPPED, TINY_INPUT } from "../../support/finetuneRun";
import { gpuTest } from "../../support/gpuHarness";
import { tinyBatch, tinyConfig } from "../../support/tinyTraining";

const CONFIG = tinyConfig("subnetwork", { steps: 9, validateEvery: 2, shuffle: true, accumulate: 2 });

const withoutTime = (log: TrainLog | null) => log && { ...log, seconds: 0 };

async function savedBytes(store: RunCheckpointStore, kinds: readonly ValueKind[] = ["weight", "m", "v", "best"]) {
  const bytes: number[][] = [];
  for (const kind of kinds) for await (const piece of store.values(kind)) bytes.push([...piece.bytes]);
  return bytes;
}

const CASES: readonly (readonly [
  what: string,
  changes: Partial<FinetuneConfig>,
  until: (p: FinetuneProgress) => boolean,
  /** Steps that are saved: those done, and one under way. */
  steps: number,
])[] = [
  ["in the first step", {}, ({ step }) => step === 0, 0],
  ["in the middle", {}, ({ step }) => step === 5, 6],
  ["in a validation", {}, ({ step, validating }) => step === 4 && validating?.language === "mlt_Latn", 4],
  ["with the last step under way", { validateEvery: 3 }, ({ step }) => step === 8, 9],
  ["with moments that started anew", { resetOptimizerOnBest: true }, ({ step }) => step === 5, 6],
];

gpuTest.for(CASES)("a run stopped %s goes on bit for bit", async ([, changes, until, steps], { device }) => {
  const config = { ...CONFIG, ...changes };
  const wholeStore = savedRun(memoryStore(), "run");
  const whole = await runTiny(device, config, { checkpoint: wholeStore });
  expect(whole.log?.steps).toHaveLength(9);

  // Small pieces, so that parameters lie across files.
  const store = savedRun(memoryStore(), "run", 64);
  const stopped = await runTiny(device, config, { checkpoint: store, until });
  expect(stopped.error).toBe(STOPPED);
  const begun = (await store.load())!.history.steps.length;
  expect(begun).toBe(steps);
  const rest = await runTiny(device, config, { checkpoint: store });
  expect(rest.error).toBeNull();
  expect(rest.progress[0]!.step).toBe(begun);
  expect(withoutTime(rest.log)).toEqual(withoutTime(whole.log));
  expect(rest.weights).toEqual(whole.weights);
  const [got, want] = [await savedBytes(store), await savedBytes(wholeStore)];
  expect(got.flat()).toEqual(want.flat());
});

gpuTest("a run that is stopped again and again, and saved at every step", async ({ device }) => {
  const whole = await runTiny(device, CONFIG);
  const store = savedRun(memoryStore(), "run");
  let result = whole;
  for (let turn = 0; turn < 20; turn++) {
    let steps = 0;
    result = await runTiny(device, CONFIG, {
      checkpoint: store,
      saveEveryMs: 0,
      until: ({ validating }) => !validating && ++steps === 4,
    });
    if (result.log) break;
  }
  expect(withoutTime(result.log)).toEqual(withoutTime(whole.log));
  expect(result.weights).toEqual(whole.weights);
});

gpuTest("a finished run gives its log and its weights again, without a step", async ({ device }) => {
  const store = savedRun(memoryStore(), "run");
  const first = await runTiny(device, CONFIG, { checkpoint: store });
  const again = await runTiny(device, CONFIG, {
    checkpoint: store,
    spoil: () => {
      throw new Error("nothing is left to do");
    },
  });
  expect(withoutTime(again.log)).toEqual(withoutTime(first.log));
  expect(again.weights).toEqual(first.weights);
});

gpuTest("a saved run is not gone on with under other settings, neurons or text", async ({ device }) => {
  const store = savedRun(memoryStore(), "run");
  await runTiny(device, CONFIG, { checkpoint: store, until: ({ step }) => step === 3 });
  const refuses = async (changes: Parameters<typeof runTiny>[2], says: string, config = CONFIG) => {
    const { error } = await runTiny(device, config, { checkpoint: store, ...changes });
    expect(String(error)).toContain(says);
  };
  await refuses({}, "learningRate was 0.01, now it is 0.02", { ...CONFIG, learningRate: 0.02 });
  await refuses({}, "schedule was", { ...CONFIG, schedule: { kind: "linear", warmupSteps: 0 } });
  await refuses(
    {
      neurons: [
        [0, 5, 16],
        [3, 27],
      ],
    },
    "other weights were trained",
  );
  await refuses({ input: { ...TINY_INPUT, train: tinyBatch("mlt_Latn", 6, 17, true) } }, "other text");
  await refuses({ input: { ...TINY_INPUT, validation: [] } }, "other text");
  expect((await runTiny(device, CONFIG, { checkpoint: store })).error).toBeNull();
});

gpuTest("a run whose device was lost goes on from its last save on another", async ({ device }) => {
  const whole = await runTiny(device, CONFIG);
  const store = savedRun(memoryStore(), "run");
  const adapter = await navigator.gpu.requestAdapter();
  const lost = await adapter!.requestDevice();
  const failed = await runTiny(lost, CONFIG, {
    checkpoint: store,
    saveEveryMs: 0,
    losesDevice: true,
    until: ({ step }) => {
      if (step === 5) lost.destroy();
      return false;
    },
  });
  expect(String(failed.error)).toMatch(/(step|(validation|saving) after step) \d: the GPU device was lost/);
  const begun = (await store.load())!.history.steps.length;
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThanOrEqual(5);
  const rest = await runTiny(device, CONFIG, { checkpoint: store });
  expect(withoutTime(rest.log)).toEqual(withoutTime(whole.log));
  expect(rest.weights).toEqual(whole.weights);
});

gpuTest("a run paused while its norm rises goes on from the weights before the rise", async ({ device }) => {
  const config = { ...CONFIG, steps: 18, accumulate: 1 };
  const whole = await runTiny(device, config);
  const store = savedRun(memoryStore(), "run");
  const stopped = await runTiny(device, config, {
    checkpoint: store,
    saveEveryMs: 0,
    until: ({ step }) => step === 15,
    spoil: (gradients, step) => {
      if (step >= 14) for (const g of gradients.values()) for (let i = 0; i < g.length; i++) g[i]! *= 1e4;
    },
  });
  expect(stopped.error).toBe(STOPPED);
  // Both steps of the rise, the one that was under way too, are made again: the text or a spike may have been the cause. How many
  // before it were saved is the clock's to say: saving may take a share of the time only.
  const saved = (await store.load())!.history.steps.length;
  expect(saved).toBeGreaterThan(0);
  expect(saved).toBeLessThanOrEqual(14);
  const rest = await runTiny(device, config, { checkpoint: store });
  expect(withoutTime(rest.log)).toEqual(withoutTime(whole.log));
  expect(rest.weights).toEqual(whole.weights);
});
