import { type Gpu, requestDevice } from "../gpu/device";
import type { ActivationSource } from "../model/activationSource";
import { chooseDevice } from "../model/chooseDevice";
import { loadRuntime } from "../model/onnxRuntime";
import { openSource } from "../model/onnxSource";
import { type GateReference, makeReference, runSelfCheck } from "../model/runSelfCheck";
import { loadSelfCheck, saveSelfCheck } from "../model/selfCheckCache";
import type { ByteStore } from "../storage/byteStore";
import { type Engine, type EngineHooks, openEngine, openStream } from "./engine";
import { checkEngine } from "./engineCheck";
import type { OpenModel } from "./openModel";
import type { SelfCheckSummary } from "./protocol";
import { describeFailure, summarize } from "./selfCheckText";

/** A model open in a runtime. `checked`: sequence lengths whose self-check this device passed. */
export interface Session {
  readonly model: OpenModel;
  readonly gpu: Gpu | null;
  readonly source: ActivationSource;
  readonly checked: Map<number, SelfCheckSummary>;
  /** Where our own decoder runs the model; null in ONNX Runtime. */
  readonly engine: Engine | null;
}

type TappedModel = Extract<OpenModel, { tapped: object }>;

async function open(model: TappedModel, gpu: Gpu | null, signal: AbortSignal): Promise<ActivationSource> {
  const { provider, info } = model;
  return openSource(model.tapped, { provider, info, signal, ...(gpu ? { device: gpu.device } : {}) });
}

/** Opens the model where it was asked for: in our decoder, in ONNX Runtime on a device with all its features, or on wasm. */
export async function openSession(model: OpenModel, hooks: EngineHooks): Promise<Session> {
  const { signal } = hooks;
  if (model.provider === "wgsl") {
    return model.residency === "stream" ? openStream(model, hooks) : openEngine(model, model.weightFormat, hooks);
  }
  const gpu = model.provider === "webgpu" ? await requestDevice() : null;
  if (model.provider === "webgpu" && !gpu) throw new Error("this browser gives no WebGPU adapter; open it on wasm");
  return { model, gpu, source: await open(model, gpu, signal), checked: new Map(), engine: null };
}

/** Frees a session; one whose device was lost has nothing left to free. */
export async function closeSession({ source, gpu }: Session): Promise<void> {
  await source.release().catch(() => undefined);
  gpu?.device.destroy();
}

/** Whether a scan of its model can run on a session: training may have left our decoder in the place of ONNX Runtime. */
export function canScan({ model, engine }: Session): boolean {
  if (model.provider !== "wgsl") return engine === null;
  return engine === null || engine.format === model.weightFormat;
}

/** How a session is checked. */
export interface SessionCheck {
  /** Keeps outcomes between visits. */
  readonly store: ByteStore;
  /** Compares anew what was compared before, in case a driver or a browser has changed unseen. */
  readonly recheck: boolean;
  readonly signal: AbortSignal;
  /** Hears of the outcome, whichever it is. */
  readonly onResult: (summary: SelfCheckSummary) => void;
}

/**
 * The session on a device whose gates agree with wasm's over one window of `ids`, as long as the scan's: the given one, or one on
 * a device without subgroups. A given one that is not returned was closed. Throws where no device computes what wasm does.
 */
export async function checkSession(
  session: Session,
  ids: Int32Array<ArrayBuffer>,
  check: SessionCheck,
): Promise<Session> {
  const { store, recheck, signal, onResult } = check;
  const { model, gpu: openGpu, source } = session;
  if (model.provider === "wgsl") return checkEngine(session, model, ids, check);
  const known = recheck ? undefined : session.checked.get(ids.length);
  if (known) onResult(known);
  if (!openGpu || known) return session;

  const { version } = await loadRuntime();
  const keyOf = ({ adapterInfo, features }: Gpu) => ({
    adapter: adapterInfo,
    features,
    runtimeVersion: version,
    modelHash: model.hash,
    seqLen: ids.length,
  });
  let reference: Promise<GateReference> | undefined;
  const { chosen, attempts } = await chooseDevice({
    open: { gpu: openGpu, source },
    requestDevice,
    openSource: (gpu) => open(model, gpu, signal),
    check: async (source, gpu) => {
      reference ??= makeReference(model, ids, signal);
      return runSelfCheck(source, gpu.device, await reference);
    },
    ...(recheck ? {} : { load: (gpu: Gpu) => loadSelfCheck(store, keyOf(gpu)) }),
    save: (gpu, result) => saveSelfCheck(store, keyOf(gpu), result),
  });
  const summary = summarize(attempts);
  onResult(summary);
  if (!chosen) throw new Error(describeFailure(summary, ids.length));
  return { model, ...chosen, checked: new Map([...session.checked, [ids.length, summary]]), engine: null };
}
