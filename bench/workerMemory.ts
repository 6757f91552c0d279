import type { CDPSession, Page } from "playwright";

/** What one thread's JavaScript holds. */
interface HeapUsage {
  readonly totalSize: number;
  /** Of ArrayBuffers, those not yet collected included; WebAssembly's memories are none of them. */
  readonly backingStorageSize: number;
}

/** Peaks of the page and its worker together, in bytes. */
export interface MemoryPeak {
  readonly heap: number;
  readonly buffers: number;
  readonly both: number;
  readonly nSamples: number;
}

export interface WorkerMemory {
  /** The highest values seen while `work` runs. */
  peakDuring<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly peak: MemoryPeak }>;
  /** Bytes of the worker's WebAssembly memories, which never shrink. */
  wasmHeap(): Promise<number>;
}

const SAMPLE_PAUSE_MS = 10;

/** Runs before the worker's code: notes the memories that are made. */
const NOTE_MEMORIES = `{
  const { Memory } = WebAssembly;
  const made = (globalThis.wasmMemories = []);
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) {
      super(descriptor);
      made.push(this);
    }
  };
}
`;

/** Reads the worker's heap: a command of the debugging protocol, sent through the page's session. */
async function workerHeap(session: CDPSession): Promise<() => Promise<HeapUsage>> {
  const answers = new Map<number, (usage: HeapUsage) => void>();
  const attached = new Promise<string>((resolve) => {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.url.includes("/assets/server-")) resolve(sessionId);
    });
  });
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result: HeapUsage };
    if (id !== undefined) answers.get(id)?.(result);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  let last = 0;
  return () =>
    new Promise((resolve, reject) => {
      const id = ++last;
      answers.set(id, resolve);
      const message = JSON.stringify({ id, method: "Runtime.getHeapUsage" });
      session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
    });
}

/** Opens the page anew, with a worker whose memory can be read. */
export async function openWithMemory(page: Page): Promise<WorkerMemory> {
  await page.route("**/assets/server-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: NOTE_MEMORIES + (await response.text()) });
  });
  await page.reload();
  const session = await page.context().newCDPSession(page);
  const readWorker = await workerHeap(session);

  return {
    async peakDuring(work) {
      const peak = { heap: 0, buffers: 0, both: 0, nSamples: 0 };
      let running = true;
      const sample = async (): Promise<void> => {
        const [page, worker] = [await session.send("Runtime.getHeapUsage"), await readWorker()];
        // Part of the protocol, not yet of its types.
        const buffers = (page as unknown as HeapUsage).backingStorageSize + worker.backingStorageSize;
        const heap = page.totalSize + worker.totalSize;
        peak.heap = Math.max(peak.heap, heap);
        peak.buffers = Math.max(peak.buffers, buffers);
        peak.both = Math.max(peak.both, heap + buffers);
        peak.nSamples++;
      };
      const sampling = (async () => {
        while (running) {
          await sample();
          await new Promise((resolve) => setTimeout(resolve, SAMPLE_PAUSE_MS));
        }
      })();
      try {
        return { result: await work(), peak };
      } finally {
        running = false;
        await sampling;
      }
    },
    async wasmHeap() {
      const worker = page.workers().find((one) => one.url().includes("/assets/server-"));
      if (!worker) throw new Error("the page has no worker");
      return worker.evaluate(() => {
        const { wasmMemories } = globalThis as unknown as { wasmMemories: WebAssembly.Memory[] };
        return wasmMemories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
      });
    },
  };
}
