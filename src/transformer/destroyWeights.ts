import type { DecoderWeights, LayerWeights, Matrix } from "./decoderWeights";

/** Frees a matrix in all its parts; where it is the head and the embedding in one, it is gone for both. */
export function destroyMatrix({ parts }: Matrix): void {
  for (const { buffer } of parts) buffer.destroy();
}

/** Frees one layer's weights, and nothing that a run has computed with them. */
export function destroyLayer(layer: LayerWeights): void {
  for (const weight of Object.values<Matrix | GPUBuffer>({ ...layer })) {
    if ("parts" in weight) destroyMatrix(weight);
    else weight.destroy();
  }
}

/** Frees a decoder's weights; what its calls have taken beside them is freed by its own `destroy`. */
export function destroyWeights({ embedding, layers, finalNorm, head }: DecoderWeights): void {
  for (const layer of layers) destroyLayer(layer);
  destroyMatrix(embedding);
  destroyMatrix(head);
  finalNorm.destroy();
}
