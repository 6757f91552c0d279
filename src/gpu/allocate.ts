import { storageBuffer } from "./buffers";
import { GpuError } from "./watchErrors";

/** A buffer that is to be made. */
export interface Allocation {
  /** Of the buffer, and what an error calls it. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * A storage buffer of zeros, once the GPU has found room for it.
 * @param advice what to do where there is none, as "choose a smaller format"
 * @throws GpuError that names the buffer and its size; RangeError where no buffer of the device may be so large
 */
export async function allocate(device: GPUDevice, { name, bytes }: Allocation, advice: string): Promise<GPUBuffer> {
  device.pushErrorScope("out-of-memory");
  let buffer: GPUBuffer | undefined;
  let scope: Promise<GPUError | null>;
  try {
    buffer = storageBuffer(device, bytes, name);
  } finally {
    scope = device.popErrorScope();
  }
  if (!(await scope)) return buffer;
  buffer.destroy();
  throw new GpuError(`the GPU has no room for ${name} (${(bytes / 1e6).toFixed(1)} MB): ${advice}`, false);
}

/** Several of them, in their order, or none: where one finds no room the others are freed. */
export async function allocateAll(
  device: GPUDevice,
  allocations: readonly Allocation[],
  advice: string,
): Promise<GPUBuffer[]> {
  const results = await Promise.allSettled(allocations.map((one) => allocate(device, one, advice)));
  const failed = results.find((result) => result.status === "rejected");
  const buffers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (!failed) return buffers;
  for (const buffer of buffers) buffer.destroy();
  throw failed.reason;
}
