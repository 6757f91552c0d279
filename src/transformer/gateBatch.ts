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
  /** Whether the device computes on a CPU, where short runs cost nothing and let a scan stop soon. */
  readonly isSoftware: boolean;
  /** Windows a run, where they are chosen: whether the memory holds them is `fitDecoder`'s to say. */
  readonly windows?: number | undefined;
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

/** What activations take unless a person says otherwise. */
export const GATE_MEMORY_BYTES = 512 * 2 ** 20;
/** Keeps a GPU busy; more only takes memory. */
export const MOST_AT_ONCE = 4096;
const MOST_ON_SOFTWARE = 512;
/**
 * Parts of a streamed run, each of as many tokens as keep the device busy: reading the weights then takes a small part of the time,
 * and a pause costs minutes at most.
 */
const MOST_PARTS = 16;

const mostAtOnce = ({ isSoftware }: GateMemory): number => (isSoftware ? MOST_ON_SOFTWARE : MOST_AT_ONCE);

const bytesAt = (config: DecoderConfig, nTokens: number): number =>
  activationBytes(config, nTokens, { kind: "gates" }).total;

/** Whole windows that go through a layer at once in `memoryBytes`, at least 1. Throws where not even one can be bound. */
function windowsAtOnce(config: DecoderConfig, memory: GateMemory, memoryBytes: number): number {
  const { seqLen, limits } = memory;
  const bound = maxTokens(limits, config);
  if (seqLen > bound) {
    throw new RangeError(
      `windows of ${seqLen} tokens: the device binds the activations of ${bound}; choose shorter ones`,
    );
  }
  const fitting = Math.floor(memoryBytes / bytesAt(config, seqLen));
  return Math.max(1, Math.min(fitting, Math.floor(Math.min(bound, mostAtOnce(memory)) / seqLen)));
}

/** A run of a decoder whose weights stay on the GPU. */
export function residentBatch(config: DecoderConfig, memory: GateMemory): GateBatch {
  const windows = memory.windows ?? windowsAtOnce(config, memory, memory.memoryBytes);
  const tokensAtOnce = windows * memory.seqLen;
  return { windows, tokensAtOnce, bytes: bytesAt(config, tokensAtOnce) };
}

/** A run of streamed layers: half the memory to compute with, at most, and the rest for the stream of as many windows as it holds. */
export function streamedBatch(config: DecoderConfig, memory: GateMemory): GateBatch {
  const { seqLen, memoryBytes } = memory;
  const fittingAtOnce = windowsAtOnce(config, memory, memoryBytes / 2);
  const atOnce = Math.min(fittingAtOnce, memory.windows ?? fittingAtOnce);
  const tokensAtOnce = atOnce * seqLen;
  const computing = bytesAt(config, tokensAtOnce);
  const streamBytes = 4 * seqLen * config.dModel; // of a window
  const fitting = Math.floor((memoryBytes - computing) / streamBytes);
  const most = Math.max(atOnce, Math.floor((MOST_PARTS * mostAtOnce(memory)) / seqLen));
  const windows = memory.windows ?? Math.max(1, Math.min(fitting, most));
  return { windows, tokensAtOnce, bytes: computing + windows * streamBytes };
}
