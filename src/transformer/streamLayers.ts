import type { LayerWeights } from "./decoderWeights";
import { destroyLayer } from "./destroyWeights";

export interface LayerLoading {
  readonly nLayers: number;
  /** Brings a layer to the GPU; frees what it has brought where it fails or is aborted. */
  readonly load: (layer: number, signal: AbortSignal) => Promise<LayerWeights>;
  /** Resolves when the GPU is done with what was submitted. */
  readonly idle: () => Promise<unknown>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Layers one after the other. While one is in use the next is read, so that the GPU holds two at most: a layer is freed when
 * the next is asked for and the GPU is done with it. A loop that is left frees all of them.
 */
export async function* streamLayers({ nLayers, load, idle, signal }: LayerLoading): AsyncGenerator<LayerWeights, void> {
  const left = new AbortController();
  const stop = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const begin = (layer: number): Promise<LayerWeights> | null => {
    if (layer >= nLayers) return null;
    const loading = load(layer, stop);
    loading.catch(() => {}); // whoever awaits it later still sees the error
    return loading;
  };
  let next = begin(0);
  try {
    for (let layer = 0; next; layer++) {
      const weights: LayerWeights = await next;
      next = begin(layer + 1);
      try {
        yield weights;
        await idle();
      } finally {
        destroyLayer(weights);
      }
    }
  } finally {
    left.abort();
    await next?.then(destroyLayer, () => undefined);
  }
}
