/** Limits that default devices set too low for whole models: the adapter's own values are requested. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
  "maxBindGroups",
] as const;

export type LimitName = (typeof LIMITS)[number];

const FEATURES = ["shader-f16", "subgroups", "timestamp-query"] as const satisfies readonly GPUFeatureName[];

/** What an adapter says of itself; a plain value that may cross the worker boundary. */
export interface AdapterSummary {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

export interface Gpu {
  readonly device: GPUDevice;
  readonly adapterInfo: AdapterSummary;
  /** Features the device was given, sorted. */
  readonly features: readonly string[];
  /** True for an adapter that computes on the CPU. */
  readonly isSoftware: boolean;
  readonly limits: Readonly<Record<LimitName, number>>;
}

export interface DeviceRequest {
  /** False leaves the feature out: attention of ONNX Runtime is wrong with it on some adapters. Default true. */
  readonly subgroups?: boolean;
  readonly powerPreference?: GPUPowerPreference;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

/** True for an adapter that computes on the CPU. */
export const isSoftwareAdapter = ({ isFallbackAdapter, architecture, device, description }: GPUAdapterInfo): boolean =>
  isFallbackAdapter || SOFTWARE.test(`${architecture} ${device} ${description}`);

/** A device with all that its adapter can give, or null where there is no adapter. `gpu` is the browser's unless given. */
export async function requestDevice(
  { subgroups = true, powerPreference = "high-performance" }: DeviceRequest = {},
  gpu: GPU | undefined = globalThis.navigator?.gpu,
): Promise<Gpu | null> {
  const adapter = await gpu?.requestAdapter({ powerPreference });
  if (!adapter) return null;
  const device = await adapter.requestDevice({
    label: "babelscope",
    requiredFeatures: FEATURES.filter((f) => adapter.features.has(f) && (subgroups || f !== "subgroups")),
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  const { vendor, architecture, device: deviceName, description } = adapter.info;
  return {
    device,
    adapterInfo: { vendor, architecture, device: deviceName, description },
    features: [...device.features].sort(),
    isSoftware: isSoftwareAdapter(adapter.info),
    limits: Object.fromEntries(LIMITS.map((name) => [name, device.limits[name]])) as Record<LimitName, number>,
  };
}
