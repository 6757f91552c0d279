import { mapFailure } from "./watchErrors";

/** Part of a buffer; `offset` in bytes, a multiple of 256 where it is bound to a kernel. */
export interface BufferSlice {
  readonly buffer: GPUBuffer;
  readonly offset?: number;
  readonly size?: number;
}

/** A buffer larger than any of the device may be. */
export class BufferLimitError extends RangeError {
  override readonly name = "BufferLimitError";
}

export type UploadData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A storage buffer of `byteLength` zero bytes, to be filled, computed and read back. */
export function storageBuffer(device: GPUDevice, byteLength: number, label = ""): GPUBuffer {
  const limit = device.limits.maxBufferSize;
  if (byteLength > limit) {
    throw new BufferLimitError(`buffer ${label} of ${byteLength} bytes exceeds the device's ${limit}`);
  }
  return device.createBuffer({
    label,
    size: Math.max(4, Math.ceil(byteLength / 4) * 4),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** A storage buffer that holds `data`. */
export function upload(device: GPUDevice, data: UploadData, label = ""): GPUBuffer {
  const buffer = storageBuffer(device, data.byteLength, label);
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

/** Records one compute pass and submits it; kernels that `record` puts in share it. */
export function submitPass(device: GPUDevice, label: string, record: (pass: GPUComputePassEncoder) => void): void {
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  record(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/** Bytes of `source`, whole or in part, after all that was submitted before. Loops use a `Readback`. */
export async function download(
  device: GPUDevice,
  source: GPUBuffer,
  offset = 0,
  size: number = source.size - offset,
): Promise<ArrayBuffer> {
  const readback = new Readback(device, size);
  try {
    return await readback.read([{ buffer: source, offset, size }]);
  } finally {
    readback.destroy();
  }
}

/**
 * A staging buffer that is used again and again. `read` submits its copies at once, so what the sources hold after work
 * submitted earlier comes back although later work overwrites them; one read at a time.
 */
export class Readback {
  readonly #device: GPUDevice;
  readonly #staging: GPUBuffer;
  #busy = false;

  constructor(device: GPUDevice, byteLength: number) {
    this.#device = device;
    this.#staging = device.createBuffer({
      label: "readback",
      size: Math.max(4, byteLength),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** The bytes of the slices, one behind the other. */
  async read(slices: readonly BufferSlice[]): Promise<ArrayBuffer> {
    if (this.#busy) throw new Error("readback: a read is under way");
    const encoder = this.#device.createCommandEncoder({ label: "readback" });
    let end = 0;
    for (const { buffer, offset = 0, size = buffer.size - offset } of slices) {
      encoder.copyBufferToBuffer(buffer, offset, this.#staging, end, size);
      end += size;
    }
    this.#device.queue.submit([encoder.finish()]);
    this.#busy = true;
    try {
      await this.#staging.mapAsync(GPUMapMode.READ, 0, end).catch(async (error: unknown) => {
        throw await mapFailure(this.#device, error);
      });
      const bytes = this.#staging.getMappedRange(0, end).slice(0);
      this.#staging.unmap();
      return bytes;
    } finally {
      this.#busy = false;
    }
  }

  destroy(): void {
    this.#staging.destroy();
  }
}
