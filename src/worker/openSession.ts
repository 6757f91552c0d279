import { type Gpu, requestDevice } from "../gpu/device";
import type { ActivationSource } from "../model/activationSource";
import { openSource } from "../model/onnxSource";
import { type EngineHooks, openEngine, openStream } from "./engine";
import type { OpenModel } from "./openModel";
import type { Session } from "./session";

type TappedModel = Extract<OpenModel, { tapped: object }>;

/** Opens a model in ONNX Runtime: on the device, or on wasm where there is none. */
export async function openTapped(model: TappedModel, gpu: Gpu | null, signal: AbortSignal): Promise<ActivationSource> {
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
  return { model, gpu, source: await openTapped(model, gpu, signal), checked: new Map(), engine: null };
}
