import { Readback } from "../gpu/buffers";
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

/** What a checkpoint reads of the buffers: the slices of one piece, one behind the other. */
export async function readValues(
  device: GPUDevice,
  buffers: RunBuffers,
  kind: ValueKind,
  slices: readonly ValueSlice[],
): Promise<ArrayBuffer> {
  const own = buffers[kind];
  if (!own) throw new Error(`the run has no ${kind}`);
  const readback = new Readback(
    device,
    slices.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  try {
    return await readback.read(
      slices.map(({ parameter, byteOffset, bytes }) => ({ buffer: own[parameter]!, offset: byteOffset, size: bytes })),
    );
  } finally {
    readback.destroy();
  }
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
