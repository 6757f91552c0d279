import type { DecoderConfig } from "./decoderConfig";
import { activationBytes } from "./decoderMemory";
import { maxTokens } from "./splitWindows";

/** What a scan's batches must fit. */
export interface GateMemory {
  readonly seqLen: number;
  /** What the activations of a run, all but the weights, may take on the GPU. */
  readonly memoryBytes: number;
  /** Of the device. */
  readonly limits: Pick<GPUSupportedLimits, "maxStorageBufferBindingSize">;
}

/** How a scan goes through the model. */
export interface GateBatch {
  /** Windows a run, at least 1. */
  readonly windows: number;
  /** Tokens that go through a layer at once, in whole windows. */
  readonly tokensAtOnce: number;
  /** What activations take at most. */
  readonly bytes: number;
}

/** Keeps a GPU busy; more only takes memory. */
export const MOST_AT_ONCE = 4096;
/** Tokens of a streamed run: at so many, reading the weights takes a small part of the time, and a pause costs minutes at most. */
const MOST_STREAMED = 2 ** 16;

const bytesAt = (config: DecoderConfig, nTokens: number): number =>
  activationBytes(config, nTokens, { kind: "gates" }).total;

/** Whole windows that go through a layer at once in `memoryBytes`, at least 1. Throws where not even one can be bound. */
function windowsAtOnce(config: DecoderConfig, { seqLen, limits }: GateMemory, memoryBytes: number): number {
  const bound = maxTokens(limits, config);
  if (seqLen > bound) {
    throw new RangeError(
      `windows of ${seqLen} tokens: the device binds the activations of ${bound}; choose shorter ones`,
    );
  }
  const fitting = Math.floor(memoryBytes / bytesAt(config, seqLen));
  return Math.max(1, Math.min(fitting, Math.floor(Math.min(bound, MOST_AT_ONCE) / seqLen)));
}

/** A run of a decoder whose weights stay on the GPU. */
export function residentBatch(config: DecoderConfig, memory: GateMemory): GateBatch {
  const windows = windowsAtOnce(config, memory, memory.memoryBytes);
  const tokensAtOnce = windows * memory.seqLen;
  return { windows, tokensAtOnce, bytes: bytesAt(config, tokensAtOnce) };
}

/** A run of streamed layers: half the memory to compute with, at most, and the rest for the stream of as many windows as it holds. */
export function streamedBatch(config: DecoderConfig, memory: GateMemory): GateBatch {
  const { seqLen, memoryBytes } = memory;
  const atOnce = windowsAtOnce(config, memory, memoryBytes / 2);
  const tokensAtOnce = atOnce * seqLen;
  const computing = bytesAt(config, tokensAtOnce);
  const streamBytes = 4 * seqLen * config.dModel; // of a window
  const fitting = Math.floor((memoryBytes - computing) / streamBytes);
  const windows = Math.max(1, Math.min(fitting, Math.max(atOnce, Math.floor(MOST_STREAMED / seqLen))));
  return { windows, tokensAtOnce, bytes: computing + windows * streamBytes };
}
