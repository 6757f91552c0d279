import type { InferenceSession, Tensor } from "onnxruntime-web";
import { GpuError } from "../gpu/watchErrors";
import type { ModelFile } from "./modelFile";
import { untilLost } from "./untilLost";

type Ort = typeof import("onnxruntime-web");

/** Where a session computes. */
export type Provider = "webgpu" | "wasm";

/**
 * Which build runs. `jspi` reads weights from a Blob slice by slice; `asyncify`, for browsers without JavaScript Promise
 * Integration, reads each weight file whole; `node` has wasm only.
 */
export type RuntimeKind = "jspi" | "asyncify" | "node";

export interface Runtime {
  readonly kind: RuntimeKind;
  /** ONNX Runtime Web's version. */
  readonly version: string;
  /** Threads of the wasm provider; 1 where the page is not cross-origin isolated. */
  readonly threads: number;
  readonly Tensor: Ort["Tensor"];
}

const MAX_THREADS = 8;

let loading: Promise<{ ort: Ort; runtime: Runtime }> | undefined;
let heap: WebAssembly.Memory | undefined;
let lastTurn: Promise<unknown> = Promise.resolve();

/** Which build `loadRuntime` takes here, without loading it. */
export function runtimeKind(): RuntimeKind {
  if (import.meta.env.SSR) return "node";
  return "Suspending" in WebAssembly ? "jspi" : "asyncify";
}

/**
 * One import a build, each a chunk of its own: a page loads the one it uses, and only then. Its threads start from the glue code
 * (`mjs`), which is served as it is: in a bundle it would bring our worker's code, and its message handler, into every thread.
 */
async function importBuild(kind: RuntimeKind): Promise<{ ort: Ort; paths?: { mjs: string; wasm: string } }> {
  if (import.meta.env.SSR) return { ort: await import("onnxruntime-web") };
  const [ort, { default: mjs }, { default: wasm }] =
    kind === "jspi"
      ? await Promise.all([
          import("onnxruntime-web/jspi"),
          import("onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url"),
          import("onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url"),
        ])
      : await Promise.all([
          import("onnxruntime-web/webgpu"),
          import("onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url"),
          import("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url"),
        ]);
  return { ort, paths: { mjs, wasm } };
}

async function load(): Promise<{ ort: Ort; runtime: Runtime }> {
  const kind = runtimeKind();
  const { ort, paths } = await importBuild(kind);
  const { env } = ort;
  const absolute = (url: string): string => new URL(url, globalThis.location.href).href;
  if (paths) env.wasm.wasmPaths = { mjs: absolute(paths.mjs), wasm: absolute(paths.wasm) };
  env.wasm.numThreads = globalThis.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
  const { numThreads: threads } = env.wasm;
  return { ort, runtime: { kind, version: env.versions.web ?? env.versions.common, threads, Tensor: ort.Tensor } };
}

/** Loads ONNX Runtime's JavaScript once; its wasm comes with the first session. */
export async function loadRuntime(): Promise<Runtime> {
  loading ??= load();
  return (await loading).runtime;
}

/** Bytes of ONNX Runtime's wasm heap, at most 4 GiB; it grows and never shrinks. 0 before the first session. */
export function wasmHeapBytes(): number {
  return heap?.buffer.byteLength ?? 0;
}

/** ONNX Runtime makes its heap itself and hands it to nobody: note the memory that is made while `work` runs. */
async function catchHeap<T>(work: () => Promise<T>): Promise<T> {
  const { Memory } = WebAssembly;
  const noted = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      // Empty ones are made where SharedArrayBuffer is hidden, to get at its constructor.
      if (descriptor.shared && descriptor.initial > 0) heap ??= this;
    }
  };
  Object.assign(WebAssembly, { Memory: noted });
  try {
    return await work();
  } finally {
    Object.assign(WebAssembly, { Memory });
  }
}

/**
 * One wasm instance serves all sessions and must be entered once at a time, or its heap breaks: creation, runs and release wait in line
 * until what was started before them has truly ended, whatever its caller was told meanwhile.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

/** C++ exceptions come as bare numbers. */
function toMessage(error: unknown): string {
  if (typeof error === "number") return `exception ${error} in wasm, as when its 4 GiB heap is full`;
  return error instanceof Error ? error.message : String(error);
}

export interface SessionOptions {
  /** The name in errors. */
  readonly name: string;
  readonly provider: Provider;
  /** Our device, so that our kernels read what ONNX Runtime writes; only with "webgpu". */
  readonly device?: GPUDevice;
  /** Files that the model's initializers point into, by the name it gives them. */
  readonly external: readonly ModelFile[];
  /** Stops the opening between its steps: ONNX Runtime itself cannot be stopped. */
  readonly signal?: AbortSignal;
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs with every input fed. The caller disposes the tensors; on WebGPU they stay there. */
  run(feeds: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** Opens a model; all sessions of a page take turns. */
export async function createSession(proto: Uint8Array<ArrayBuffer>, options: SessionOptions): Promise<Session> {
  const { name, provider, device, external, signal } = options;
  loading ??= load();
  const { ort } = await loading;
  const config: InferenceSession.SessionOptions = {
    executionProviders: provider === "webgpu" ? [device ? { name: "webgpu", device } : "webgpu"] : ["wasm"],
    externalData: external.map(({ path, blob }) => ({ path, data: blob })),
    // Errors only: the usual warning is that shapes are computed on the CPU, as they should be.
    logSeverityLevel: 3,
    ...(provider === "webgpu" ? { preferredOutputLocation: "gpu-buffer" as const } : {}),
  };
  const guard = untilLost(device);
  const enter = async <T>(verb: "open" | "run", work: () => Promise<T>): Promise<T> => {
    try {
      return await guard(() => inTurn(work));
    } catch (error) {
      if (error instanceof GpuError || signal?.reason === error) throw error;
      throw new Error(`ONNX Runtime cannot ${verb} ${name} on ${provider}: ${toMessage(error)}`, { cause: error });
    }
  };
  const session = await enter("open", () => {
    signal?.throwIfAborted();
    return catchHeap(() => ort.InferenceSession.create(proto, config));
  });
  const release = () => inTurn(() => session.release());
  if (signal?.aborted) {
    await release();
    throw signal.reason;
  }
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds, outputs) => enter("run", () => session.run(feeds, [...outputs])),
    release,
  };
}
