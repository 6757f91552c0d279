import type { BufferSlice } from "../gpu/buffers";
import { download } from "../gpu/buffers";
import type { RunCheckpointStore, ValueKind } from "./runCheckpoint";
import type { ValueSlice } from "./valuePieces";

/** The buffers of a run, each kind in the order of the parameters. */
export interface RunBuffers {
  readonly weight: readonly GPUBuffer[];
  readonly m: readonly GPUBuffer[];
  readonly v: readonly GPUBuffer[];
  /** Null while there is no best. */
  readonly best: readonly GPUBuffer[] | null;
}

/** What a checkpoint reads of the buffers, one slice after the other. */
export async function readValues(
  device: GPUDevice,
  buffers: RunBuffers,
  kind: ValueKind,
  slices: readonly ValueSlice[],
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(slices.reduce((sum, slice) => sum + slice.bytes, 0));
  let at = 0;
  for (const { parameter, byteOffset, bytes: size } of slices) {
    const part: BufferSlice = { buffer: buffers[kind]![parameter]!, offset: byteOffset, size };
    bytes.set(new Uint8Array(await download(device, part.buffer, byteOffset, size)), at);
    at += size;
  }
  return bytes.buffer;
}

/** Puts saved values into the buffers. */
export async function restoreValues(device: GPUDevice, buffers: RunBuffers, store: RunCheckpointStore): Promise<void> {
  for (const kind of ["weight", "m", "v", "best"] as const) {
    const own = buffers[kind];
    if (!own) continue;
    for await (const { slices, bytes } of store.values(kind)) {
      let at = 0;
      for (const { parameter, byteOffset, bytes: size } of slices) {
        device.queue.writeBuffer(own[parameter]!, byteOffset, bytes, at, size);
        at += size;
      }
    }
  }
}

/** Makes `to` equal to `from`. */
export function copyBuffers(device: GPUDevice, from: readonly GPUBuffer[], to: readonly GPUBuffer[]): void {
  const encoder = device.createCommandEncoder({ label: "copy weights" });
  for (const [i, buffer] of from.entries()) encoder.copyBufferToBuffer(buffer, 0, to[i]!, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
}
