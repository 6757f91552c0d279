import { type BufferSlice, Readback } from "../gpu/buffers";

/** Staging buffers for reads that overlap: each is used again when its read is done. */
export interface ReadbackPool {
  /** The bytes of the slices, one behind the other, as they are after what was submitted before the call. */
  read(slices: readonly BufferSlice[]): Promise<ArrayBuffer>;
  destroy(): void;
}

/** @param byteLength of the largest read */
export function readbackPool(device: GPUDevice, byteLength: number): ReadbackPool {
  const all: Readback[] = [];
  const free: Readback[] = [];
  return {
    async read(slices) {
      const readback = free.pop() ?? new Readback(device, byteLength);
      if (!all.includes(readback)) all.push(readback);
      try {
        return await readback.read(slices);
      } finally {
        free.push(readback);
      }
    },
    destroy() {
      for (const readback of all) readback.destroy();
    },
  };
}
