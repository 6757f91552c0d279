import { allocate } from "../gpu/allocate";
import type { Tuning } from "../transformer/tuning";
import type { FinetuneConfig } from "./finetuneConfig";
import type { TrainDecoder } from "./trainDecoder";
import { type LossWindows, rowsOfWindows } from "./trainWindows";

/**
 * Keeps what the layers below the lowest trained one give for each window, f32: they are frozen, so it is the same in every
 * epoch. It is computed a window at a time, so that it does not depend on which windows share a batch.
 */
export interface PrefixCache {
  /** The hidden states of these windows end to end, until the next call. */
  of(places: readonly number[]): Promise<GPUBuffer>;
  destroy(): void;
}

/** What to do where the cache finds no room. */
const NO_ROOM = "turn cachePrefix off";

/** Bytes of the cache and of a batch of it at the end of a run over text of `textTokens` tokens; 0 where it is not kept. A run that trains the lowest layer has none. */
export function prefixCacheBytes(
  { cachePrefix, steps, accumulate, batchSize, seqLen }: FinetuneConfig,
  textTokens: number,
  dModel: number,
): number {
  const batch = batchSize * seqLen;
  return cachePrefix ? 4 * dModel * (Math.min(textTokens, steps * accumulate * batch) + batch) : 0;
}

/** An empty cache. `of` rejects, with what to turn off, where the GPU has no room for another window. */
export function prefixCache(
  decoder: Pick<TrainDecoder, "device" | "config" | "prefix">,
  tuning: Tuning,
  windows: LossWindows,
): PrefixCache {
  const { device, config } = decoder;
  const kept = new Map<number, GPUBuffer>();
  let batch: GPUBuffer | undefined;

  async function keep(place: number): Promise<GPUBuffer> {
    const rows = rowsOfWindows(windows, [place], 1);
    const bytes = 4 * rows.nTokens * config.dModel;
    // Before the hidden states, which another call overwrites.
    const buffer = await allocate(device, { name: `prefix of window ${place}`, bytes }, NO_ROOM);
    kept.set(place, buffer);
    const hidden = await decoder.prefix(rows, tuning);
    const encoder = device.createCommandEncoder({ label: "keep prefix" });
    encoder.copyBufferToBuffer(hidden, 0, buffer, 0, bytes);
    device.queue.submit([encoder.finish()]);
    return buffer;
  }

  return {
    async of(places) {
      const parts: GPUBuffer[] = [];
      for (const place of places) parts.push(kept.get(place) ?? (await keep(place)));
      const bytes = parts.reduce((sum, { size }) => sum + size, 0);
      if (!batch || batch.size < bytes) {
        batch?.destroy();
        batch = undefined;
        batch = await allocate(device, { name: "prefix of a batch", bytes }, NO_ROOM);
      }
      const encoder = device.createCommandEncoder({ label: "prefix of a batch" });
      let at = 0;
      for (const part of parts) {
        encoder.copyBufferToBuffer(part, 0, batch, at, part.size);
        at += part.size;
      }
      device.queue.submit([encoder.finish()]);
      return batch;
    },
    destroy() {
      for (const buffer of kept.values()) buffer.destroy();
      batch?.destroy();
    },
  };
}
