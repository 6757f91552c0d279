import { allocateAll } from "../gpu/allocate";
import type { DecoderConfig } from "./decoderConfig";

/** A layer's keys (normed and rotated) and values of a text's tokens, f32[capacity, n_kv_heads * d_head]. */
export interface LayerKeyValues {
  readonly k: GPUBuffer;
  readonly v: GPUBuffer;
}

/** Keys and values of the tokens before a call, behind which the call puts those of its own. */
export interface KeyValueCache {
  /** Tokens before the call. */
  readonly past: number;
  of(layer: number): LayerKeyValues;
}

/** Tokens that there is room for at first; then it doubles. */
const FIRST_CAPACITY = 256;

/** Numbers that a token takes in each of a layer's two buffers. */
export const keyValueWidth = ({ nKvHeads, dHead }: DecoderConfig): number => nKvHeads * dHead;

/** Tokens that room is made for where `nTokens` are needed. */
const cacheCapacity = (nTokens: number): number => 2 ** Math.ceil(Math.log2(Math.max(FIRST_CAPACITY, nTokens)));

/** The keys and values of one text in all layers. */
export class KeyValueStore {
  readonly #device: GPUDevice;
  readonly #config: DecoderConfig;
  readonly #layers: LayerKeyValues[] = [];
  #capacity = 0;

  constructor(device: GPUDevice, config: DecoderConfig) {
    this.#device = device;
    this.#config = config;
  }

  /** Makes room for `nTokens` in all, keeping the first `past`. Throws a GpuError where the GPU has none. */
  async reserve(nTokens: number, past: number): Promise<void> {
    if (nTokens <= this.#capacity) return;
    const capacity = cacheCapacity(nTokens);
    const bytes = 4 * capacity * keyValueWidth(this.#config);
    // A layer at a time, so that old and new are there at once of one layer alone.
    for (let layer = 0; layer < this.#config.nLayers; layer++) {
      const names = ["keys", "values"].map((what) => ({
        name: `${what} of ${capacity} tokens, layer ${layer}`,
        bytes,
      }));
      const advice = "generate fewer tokens, or choose a smaller format of the weights";
      const [k, v] = await allocateAll(this.#device, names, advice);
      const before = this.#layers[layer];
      const after = { k: k!, v: v! };
      this.#layers[layer] = after;
      if (before) this.#move(before, after, past);
    }
    this.#capacity = capacity;
  }

  #move(before: LayerKeyValues, after: LayerKeyValues, nTokens: number): void {
    const size = 4 * nTokens * keyValueWidth(this.#config);
    const encoder = this.#device.createCommandEncoder({ label: "longer cache" });
    encoder.copyBufferToBuffer(before.k, 0, after.k, 0, size);
    encoder.copyBufferToBuffer(before.v, 0, after.v, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    before.k.destroy();
    before.v.destroy();
  }

  /** The store as a call sees it that follows `past` tokens. */
  behind(past: number): KeyValueCache {
    return { past, of: (layer) => this.#layers[layer]! };
  }

  destroy(): void {
    for (const { k, v } of this.#layers.splice(0)) for (const buffer of [k, v]) buffer.destroy();
    this.#capacity = 0;
  }
}
