import { requestDevice } from "../gpu/device";
import { runtimeKind } from "../model/onnxRuntime";
import type { Handler } from "./handler";
import type { Environment } from "./modelProtocol";
import { keepsScans } from "./storage";

function choose(adapter: Environment["adapter"]): Pick<Environment, "provider" | "providerReason"> {
  if (!adapter) return { provider: "wasm", providerReason: "this browser gives no WebGPU adapter" };
  if (adapter.isSoftware) {
    return { provider: "wasm", providerReason: "the WebGPU adapter is software, which is slower than wasm" };
  }
  return { provider: "webgpu", providerReason: "a GPU is there" };
}

async function freeBytes(): Promise<number | null> {
  const { quota, usage } = (await navigator.storage?.estimate()) ?? {};
  return quota === undefined || usage === undefined ? null : quota - usage;
}

/** What this browser offers; asks for a device and gives it back, because only a device tells what it grants. */
export const environment: Handler<"environment"> = async () => {
  const gpu = await requestDevice();
  gpu?.device.destroy();
  const adapter = gpu && {
    vendor: gpu.adapterInfo.vendor,
    architecture: gpu.adapterInfo.architecture,
    description: gpu.adapterInfo.description || gpu.adapterInfo.device,
    isSoftware: gpu.isSoftware,
    features: gpu.features,
    maxBufferBytes: gpu.limits.maxBufferSize,
    maxBindingBytes: gpu.limits.maxStorageBufferBindingSize,
  };
  return {
    adapter,
    jspi: runtimeKind() === "jspi",
    threads: globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1,
    storageFreeBytes: await freeBytes(),
    keepsScans: await keepsScans(),
    ...choose(adapter),
  };
};
