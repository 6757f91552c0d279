import { submitPass } from "../gpu/buffers";
import { Submissions } from "../gpu/submissions";
import { type LayerBuffers, layerBuffers } from "./block";
import { submitFromGate, submitToGate } from "./decoderCore";
import { embed } from "./embed";
import type { PlacedInterventions } from "./interventions";
import type { DecoderModules, LayerModules } from "./layerModules";
import type { Run } from "./run";

/** Takes gates f32[n_tokens, d_mlp] before they are changed. Once it has resolved, what reads them must be submitted. */
export type OnLayerGate = (layer: number, gate: GPUBuffer) => void | Promise<void>;

/** A layer and where it works. */
export interface PlacedLayer {
  readonly modules: LayerModules;
  readonly buffers: LayerBuffers;
  /** Where the stream behind it goes; null to stop at its gates. */
  readonly output: GPUBuffer | null;
}

/** Runs one layer and hands out its gates on the way. */
export async function handOutGate(
  submissions: Submissions,
  run: Run,
  { modules, buffers, output }: PlacedLayer,
  onGate: OnLayerGate,
  interventions?: PlacedInterventions,
): Promise<void> {
  const label = `layer ${modules.layer}`;
  submissions.submit(label, () => submitToGate(run, modules, buffers));
  await onGate(modules.layer, buffers.gate);
  if (output) submissions.submit(label, () => submitFromGate(run, modules, buffers, output, interventions));
}

/** Runs a decoder up to the gates of its last layer and hands out every layer's on the way. */
export async function handOutGates(
  run: Run,
  { layers, outer }: DecoderModules,
  onGate: OnLayerGate,
  interventions: PlacedInterventions,
): Promise<void> {
  const buffers = layerBuffers(run, "layer");
  const submissions = new Submissions(run.device);
  submissions.submit("embedding", () =>
    submitPass(run.device, "embedding", (pass) => embed(run, pass, outer.embedding, buffers.input)),
  );
  for (const modules of layers) {
    const output = modules === layers.at(-1) ? null : buffers.input;
    await handOutGate(submissions, run, { modules, buffers, output }, onGate, interventions);
  }
  await submissions.settle();
}
