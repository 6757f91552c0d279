import { submitPass } from "../gpu/buffers";
import { layerBuffers } from "./block";
import { submitLayer } from "./decoderCore";
import { embed } from "./embed";
import type { PlacedInterventions } from "./interventions";
import type { DecoderModules } from "./layerModules";
import type { Run } from "./run";

/**
 * Takes the stream f32[n_tokens, d_model] that goes into layer 0, then that behind each layer: `layer` 0 to nLayers. What reads it
 * must be submitted when it returns.
 */
export type OnStream = (layer: number, stream: GPUBuffer) => void;

/** Submits the embedding and these layers, layer by layer; the stream behind the last of them, in the workspace. */
export function submitStream(
  run: Run,
  { layers, outer }: DecoderModules,
  interventions?: PlacedInterventions,
  onStream?: OnStream,
): GPUBuffer {
  const buffers = layerBuffers(run, "layer");
  submitPass(run.device, "embedding", (pass) => embed(run, pass, outer.embedding, buffers.input));
  onStream?.(0, buffers.input);
  for (const modules of layers) {
    submitLayer(run, modules, buffers, buffers.input, interventions);
    onStream?.(modules.layer + 1, buffers.input);
  }
  return buffers.input;
}
