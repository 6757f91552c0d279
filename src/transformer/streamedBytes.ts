import type { WeightSource } from "../model/weightSource";
import type { DecoderConfig } from "./decoderConfig";
import { layerTensors, outerTensors, type TensorSpec } from "./decoderTensors";
import type { WeightBytes } from "./weightBytes";

/** Bytes of the file that one run of streamed layers reads: all layers' and the embedding's, not the head's. */
export function streamedFileBytes(tensors: WeightSource["tensors"], config: DecoderConfig): number {
  const bytesOf = ({ name }: TensorSpec) => tensors.get(name)?.bytes ?? 0;
  let bytes = bytesOf(outerTensors(config).embedding);
  for (let l = 0; l < config.nLayers; l++) {
    for (const spec of Object.values<TensorSpec>(layerTensors(config, l))) bytes += bytesOf(spec);
  }
  return bytes;
}

/** Bytes of weights on the GPU while layers are streamed: the embedding first, then the layer in use and the one being read. */
export const streamedWeightBytes = ({ layer, embedding }: Pick<WeightBytes, "layer" | "embedding">): number =>
  Math.max(embedding, 2 * layer);
