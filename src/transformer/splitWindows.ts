import type { WindowBatch } from "../model/activationSource";
import type { DecoderConfig } from "./decoderConfig";

/** Tokens whose widest activations fit one binding of the device. */
export function maxTokens(
  { maxStorageBufferBindingSize }: Pick<GPUSupportedLimits, "maxStorageBufferBindingSize">,
  { dModel, dMlp, nHeads, dHead }: DecoderConfig,
): number {
  return Math.floor(maxStorageBufferBindingSize / (4 * Math.max(dModel, dMlp, nHeads * dHead)));
}

/** Windows in groups of at most `nTokens` tokens, in their order; those without tokens are left out. */
export function splitWindows({ ids, lengths, seqLen }: WindowBatch, nTokens: number): WindowBatch[] {
  const groups: number[][] = [];
  let room = 0;
  for (const [w, length] of lengths.entries()) {
    if (length === 0) continue;
    if (length > nTokens) throw new RangeError(`a window of ${length} tokens: the device takes ${nTokens} at a time`);
    if (length > room) {
      groups.push([]);
      room = nTokens;
    }
    groups.at(-1)!.push(w);
    room -= length;
  }
  return groups.map((windows) => ({
    ids: Int32Array.from(windows.flatMap((w) => [...ids.subarray(w * seqLen, (w + 1) * seqLen)])),
    lengths: Uint32Array.from(windows, (w) => lengths[w]!),
    nWindows: windows.length,
    seqLen,
  }));
}
