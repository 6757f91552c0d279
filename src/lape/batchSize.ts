/** What activations of one run take. */
export interface BatchShape {
  readonly nLayers: number;
  readonly dMlp: number;
  readonly seqLen: number;
  /** 2 for f16 gates, 4 for f32. */
  readonly bytesPerValue: number;
  /** Gates of one run, all layers, may take so many bytes. */
  readonly memoryBytes: number;
  /** Largest storage binding of the device; a layer's gates are bound whole. */
  readonly maxBindingBytes?: number | undefined;
}

/** Windows a run, at least 1: as many as the memory holds. Throws where not even one window's gates can be bound. */
export function fitBatchWindows(shape: BatchShape): number {
  const { nLayers, dMlp, seqLen, bytesPerValue, memoryBytes, maxBindingBytes = Infinity } = shape;
  const layerBytes = seqLen * dMlp * bytesPerValue;
  if (layerBytes > maxBindingBytes) {
    throw new RangeError(
      `one window of ${seqLen} tokens takes ${layerBytes} bytes a layer, the device binds ${maxBindingBytes}: choose shorter windows`,
    );
  }
  return Math.max(1, Math.floor(Math.min(memoryBytes / (nLayers * layerBytes), maxBindingBytes / layerBytes)));
}
