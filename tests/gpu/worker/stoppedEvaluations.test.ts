import { beforeEach, expect, test } from "vitest";
import { measureOnce } from "../../../src/worker/evaluationJobs";
import { removeEvaluation } from "../../../src/worker/evaluationStore";
import { forgetStoppedEvaluations, stoppedEvaluations } from "../../../src/worker/stoppedEvaluationJobs";
import { openStore } from "../../../src/worker/storage";

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const weights = {
  base: { name: "made", hash: "0".repeat(16), dtype: "q4", isRounded: false },
  ...{ kept: null, gpu: null, model: { info: { name: "made", nLayers: 1, dMlp: 4 } } },
} as unknown as Parameters<typeof measureOnce>[1];
const asked = (seqLen: number) => ({ kind: "perplexity", settings: { seqLen }, label: "made" }) as const;

beforeEach(async () => {
  const store = await openStore();
  for (const key of await store.list("evaluations/")) await removeEvaluation(store, key.split("/")[1]!);
});

/** Begins an evaluation; it stands behind its first part until it is let go, or stopped. */
async function begin(seqLen: number) {
  let [letGo, stop] = [() => {}, () => {}];
  const going = new Promise<void>((resolve, reject) => {
    letGo = resolve;
    stop = () => reject(new DOMException("stopped", "AbortError"));
  });
  let id = "";
  let hasPart = () => {};
  const begun = new Promise<void>((resolve) => {
    hasPart = resolve;
  });
  const made = measureOnce(asked(seqLen), weights, async (parts, place) => {
    id = place.id;
    await parts.save("cym_Latn", "a part");
    hasPart();
    await going;
    return { seqLen, resamples: 1, seed: 1, languages: [], unmeasured: [] };
  });
  await begun;
  return { id, made, letGo, stop };
}

const keys = async () => (await openStore()).list("evaluations/");

test("what is stopped is told with its size, and removed when asked for", async () => {
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 0, bytes: 0 });
  const { made, stop } = await begin(32);
  stop();
  await expect(made).rejects.toThrow("stopped");
  // As JSON: "a part" with its quotes.
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 1, bytes: 8 });
  await forgetStoppedEvaluations({}, context);
  expect(await keys()).toEqual([]);
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 0, bytes: 0 });
});

test("what is under way is neither told nor removed, and comes to its end", async () => {
  const stopped = await begin(32);
  stopped.stop();
  await expect(stopped.made).rejects.toThrow("stopped");
  const { id, made, letGo } = await begin(64);
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 1, bytes: 8 });
  await forgetStoppedEvaluations({}, context);
  expect(await keys()).toEqual([`evaluations/${id}/parts/cym_Latn`]);
  letGo();
  await made;
  expect(await keys()).toEqual([`evaluations/${id}/record`]);
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 0, bytes: 0 });
  await forgetStoppedEvaluations({}, context);
  expect(await keys()).toEqual([`evaluations/${id}/record`]);
});

test("what another tab makes is under way here, too", async () => {
  const { id, made, stop } = await begin(32);
  stop();
  await expect(made).rejects.toThrow("stopped");
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const locks = frame.contentWindow!.navigator.locks;
  let release = () => {};
  const held = new Promise<void>((isHeld) => {
    void locks.request(`babelscope evaluation ${id}`, { mode: "shared" }, () => {
      isHeld();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
  });
  await held;
  expect(await stoppedEvaluations({}, context)).toEqual({ count: 0, bytes: 0 });
  await forgetStoppedEvaluations({}, context);
  expect(await keys()).toHaveLength(1);
  release();
  await expect.poll(() => stoppedEvaluations({}, context)).toEqual({ count: 1, bytes: 8 });
  frame.remove();
});
