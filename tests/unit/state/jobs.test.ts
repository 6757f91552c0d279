import { beforeEach, expect, test } from "vitest";
import { dismiss, enqueue, isStopped, notify, stop } from "../../../src/state/jobs";
import { initialState, store } from "../../../src/state/store";

beforeEach(() => store.setState(initialState, true));

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

const untilAbortedAtOnce = async () => Promise.reject(new DOMException("stopped", "AbortError"));

test("jobs run one after another, in the order they were asked for", async () => {
  const order: string[] = [];
  const first = enqueue("scan", "first", async () => {
    order.push("first starts");
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push("first ends");
  });
  const second = enqueue("scan", "second", async () => order.push("second starts"));
  expect(store.getState().jobs.map(({ label }) => label)).toEqual(["first", "second"]);
  await Promise.all([first, second]);
  expect(order).toEqual(["first starts", "first ends", "second starts"]);
  expect(store.getState().jobs).toEqual([]);
});

test("a failed job becomes a notice and the next one runs", async () => {
  const failed = enqueue("scan", "Open the model", async () => {
    throw new Error("config.json is missing");
  });
  const next = enqueue("scan", "next", async () => 7);
  await expect(failed).rejects.toThrow("config.json is missing");
  expect(await next).toBe(7);
  expect(store.getState().notices.map(({ message }) => message)).toEqual(["Open the model: config.json is missing"]);
});

const failing = async () => {
  throw new Error("no such file");
};
const shown = () => store.getState().notices.map(({ message }) => message);

test("a failure goes when the same work succeeds later, and only then", async () => {
  notify("error", "Select: no counts");
  await expect(enqueue("corpus", "Read the corpus", failing)).rejects.toThrow();
  await enqueue("corpus", "Read the task files", async () => "of another kind");
  await enqueue("corpus", "Read the corpus", untilAbortedAtOnce).catch(() => undefined);
  expect(shown()).toEqual(["Select: no counts", "Read the corpus: no such file"]);
  await enqueue("corpus", "Read the corpus", async () => "read");
  expect(shown()).toEqual(["Select: no counts"]);
});

test("a success that was waiting already when the failure came leaves it to be read", async () => {
  const first = enqueue("corpus", "Read the corpus", failing);
  const second = enqueue("corpus", "Read the corpus", async () => "another file");
  await expect(first).rejects.toThrow();
  await second;
  expect(shown()).toEqual(["Read the corpus: no such file"]);
});

test("a failure that comes again with the same words is as new: what waited behind it leaves it, too", async () => {
  await expect(enqueue("corpus", "Read the corpus", failing)).rejects.toThrow();
  const again = enqueue("corpus", "Read the corpus", failing);
  const other = enqueue("corpus", "Read the corpus", async () => "another file");
  await expect(again).rejects.toThrow();
  await other;
  expect(shown()).toEqual(["Read the corpus: no such file"]);
});

test("stop ends the running job and the waiting ones, without a notice", async () => {
  const running = enqueue("scan", "running", untilAborted);
  const waiting = enqueue("scan", "waiting", async () => "never");
  await new Promise((resolve) => setTimeout(resolve));
  let hasStopped = false;
  const stopping = stop().then(() => {
    hasStopped = true;
  });
  expect(hasStopped).toBe(false);
  const errors = await Promise.allSettled([running, waiting]);
  expect(errors.map((outcome) => outcome.status === "rejected" && isStopped(outcome.reason))).toEqual([true, true]);
  await stopping;
  expect(store.getState().notices).toEqual([]);
  expect(store.getState().jobs).toEqual([]);
});

test("what a notice already says is not said again until it is closed", () => {
  notify("error", "Select: no counts");
  notify("error", "Select: no counts");
  notify("info", "Select: no counts");
  notify("error", "Select: too few");
  const { notices } = store.getState();
  expect(notices.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
    "error Select: no counts",
    "info Select: no counts",
    "error Select: too few",
  ]);
  dismiss(notices[0]!.id);
  notify("error", "Select: no counts");
  expect(store.getState().notices).toHaveLength(3);
});
