import type { ActivationSource, LayerGate, LayerTap } from "../model/activationSource";
import type { Decoder } from "./decoder";
import type { DecoderConfig } from "./decoderConfig";
import { packRows } from "./packRows";
import { maxTokens, splitWindows } from "./splitWindows";

/** Where each layer's gates are told to come from. */
export const gateTaps = ({ nLayers, actFn }: DecoderConfig): LayerTap[] =>
  Array.from({ length: nLayers }, (_, layer) => ({ layer, tensor: `blocks.${layer}.mlp.hook_pre`, actFn }));

/** Gates of `nTokens` tokens without padding, as a source hands them out. */
export const denseGate = (layer: number, buffer: GPUBuffer, nTokens: number): LayerGate => ({
  layer,
  lengths: Uint32Array.of(nTokens),
  seqLen: nTokens,
  location: "gpu",
  dtype: "f32",
  buffer,
});

/**
 * A decoder as a source of gates: padding is left out, one layer's gates are there at a time, and a batch too large for the
 * device comes in parts. `release` leaves the decoder open.
 */
export function decoderSource(decoder: Decoder): ActivationSource {
  const { device, config } = decoder;
  return {
    nLayers: config.nLayers,
    dMlp: config.dMlp,
    taps: gateTaps(config),
    async run(batch, onGate, signal) {
      for (const part of splitWindows(batch, maxTokens(device.limits, config))) {
        const rows = packRows(part);
        await decoder.gates(rows, async (layer, buffer) => {
          signal?.throwIfAborted();
          await onGate(denseGate(layer, buffer, rows.nTokens));
        });
      }
    },
    release: async () => undefined,
  };
}
