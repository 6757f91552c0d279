import type { Submissions } from "../gpu/submissions";
import type { LayerBuffers } from "./block";
import { submitFromGate, submitToGate } from "./decoderCore";
import type { PlacedInterventions } from "./interventions";
import type { LayerModules } from "./layerModules";
import type { Run } from "./run";

/** Takes gates f32[n_tokens, d_mlp] before they are changed. Once it has resolved, what reads them must be submitted. */
export type OnLayerGate = (layer: number, gate: GPUBuffer) => void | Promise<void>;

/** Runs one layer and hands out its gates on the way; the stream behind it goes to `output`, or with null it stops at its gates. */
export async function handOutGate(
  submissions: Submissions,
  run: Run,
  modules: LayerModules,
  buffers: LayerBuffers,
  output: GPUBuffer | null,
  onGate: OnLayerGate,
  interventions?: PlacedInterventions,
): Promise<void> {
  const label = `layer ${modules.layer}`;
  submissions.submit(label, () => submitToGate(run, modules, buffers));
  await onGate(modules.layer, buffers.gate);
  if (output) submissions.submit(label, () => submitFromGate(run, modules, buffers, output, interventions));
}
