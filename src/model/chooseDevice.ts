import type { DeviceRequest, Gpu } from "../gpu/device";
import type { ActivationSource } from "./activationSource";
import type { SelfCheckResult } from "./selfCheck";

/** How a device is got and judged; `load` and `save` keep outcomes between visits. */
export interface DeviceTrial {
  /** A device with the model open on it, tried in place of a new one; its source is released unless it is chosen. */
  readonly open?: { readonly gpu: Gpu; readonly source: ActivationSource };
  requestDevice(request: DeviceRequest): Promise<Gpu | null>;
  openSource(gpu: Gpu): Promise<ActivationSource>;
  check(source: ActivationSource, gpu: Gpu): Promise<SelfCheckResult>;
  load?(gpu: Gpu): Promise<SelfCheckResult | undefined>;
  save?(gpu: Gpu, result: SelfCheckResult): Promise<void>;
}

/** One device and what its self-check said. */
export interface DeviceAttempt {
  /** Features of the device. */
  readonly features: readonly string[];
  readonly subgroups: boolean;
  readonly result: SelfCheckResult;
}

export interface DeviceChoice {
  /** A device whose gates are right, with the model open on it; null when none was, and the page offers wasm. */
  readonly chosen: { readonly gpu: Gpu; readonly source: ActivationSource } | null;
  /** In order; the last one is of the chosen device, or the last that failed. */
  readonly attempts: readonly DeviceAttempt[];
}

/** A device that failed before is not opened again; one that passed is, unchecked. */
async function tryDevice(
  trial: DeviceTrial,
  gpu: Gpu,
): Promise<{ source: ActivationSource | null; result: SelfCheckResult }> {
  let source = trial.open?.gpu === gpu ? trial.open.source : null;
  let isKept = false;
  try {
    const known = await trial.load?.(gpu);
    if (known && !known.passed) return { source: null, result: known };
    source ??= await trial.openSource(gpu);
    const result = known ?? (await trial.check(source, gpu));
    if (!known) await trial.save?.(gpu, result);
    isKept = result.passed;
    return { source: isKept ? source : null, result };
  } finally {
    if (!isKept) await source?.release();
  }
}

/**
 * A device on which the model computes what it should. First one with all features; attention of ONNX Runtime is wrong with subgroups on
 * some adapters, without any error, so a device that fails is followed by one without them.
 */
export async function chooseDevice(trial: DeviceTrial): Promise<DeviceChoice> {
  const attempts: DeviceAttempt[] = [];
  for (const subgroups of [true, false]) {
    const gpu = (subgroups && trial.open?.gpu) || (await trial.requestDevice({ subgroups }));
    if (!gpu) throw new Error("this browser gives no WebGPU adapter; open the model on wasm");
    const has = gpu.features.includes("subgroups");
    try {
      const { source, result } = await tryDevice(trial, gpu);
      attempts.push({ features: gpu.features, subgroups: has, result });
      if (source) return { chosen: { gpu, source }, attempts };
    } catch (error) {
      gpu.device.destroy();
      throw error;
    }
    gpu.device.destroy();
    // A second device of an adapter that has none would be the same.
    if (!has) break;
  }
  return { chosen: null, attempts };
}
