import { afterEach, expect, test, vi } from "vitest";
import { startClient } from "../../../src/worker/client";
import type { ToWorker } from "../../../src/worker/protocol";

/** Stands in for the browser's Worker; the last one made is `FakeWorker.last`. */
class FakeWorker {
  static last: FakeWorker;
  readonly sent: ToWorker[] = [];
  isTerminated = false;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  constructor() {
    FakeWorker.last = this;
  }
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
}

afterEach(() => vi.unstubAllGlobals());

test("a worker that dies rejects its jobs and says so; the next call starts another", async () => {
  vi.stubGlobal("Worker", FakeWorker);
  const reasons: string[] = [];
  const client = startClient((reason) => reasons.push(reason));
  const job = client.call("clearCorpus", {});
  const first = FakeWorker.last;
  first.onerror!({ message: "", preventDefault: () => undefined });
  await expect(job).rejects.toThrow("the worker stopped: out of memory?");
  expect(reasons).toEqual(["out of memory?"]);
  expect(first.isTerminated).toBe(true);

  const next = client.call("clearCorpus", {});
  expect(FakeWorker.last).not.toBe(first);
  const [message] = FakeWorker.last.sent;
  FakeWorker.last.onmessage!({ data: { id: (message as { id: number }).id, result: null } });
  expect(await next).toBeNull();
});
