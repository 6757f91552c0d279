import { type LayerBuffers, scratch } from "./block";
import type { LayerModules } from "./layerModules";
import { linearBackward, needsInput } from "./linearBackward";
import { normBackward, normForward } from "./norm";
import type { TrainingRun } from "./run";
import { STAGE } from "./trainedStages";

/** Whether a stage of this layer, or anything before it, is trained. */
export type Reaches = (stage: number) => boolean;

/**
 * Gradients of a layer's feed-forward block. `dStream` [n_tokens, d_model] is the gradient of the stream behind the layer, and
 * becomes that of the stream between its blocks. Stops where nothing further down is trained (`reaches`).
 */
export function mlpBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  modules: LayerModules,
  { middle, gate, up }: LayerBuffers,
  dStream: GPUBuffer,
  reaches: Reaches,
): void {
  const { workspace, config, rows, kernels, backward } = run;
  const { dModel, dMlp } = config;
  const nRows = rows.nTokens;
  const { normed, invRms, hidden: hiddenRows } = scratch(run);
  const hidden = hiddenRows();
  const n = nRows * dMlp;
  if (needsInput(run, modules.down)) kernels.swiglu.record(pass, { gate, up, hidden }, { n });
  const goesOn = reaches(STAGE.gateUp);
  const dHidden = goesOn ? workspace.rows("dHidden", dMlp) : null;
  linearBackward(run, pass, modules.down, { x: hidden, dy: dStream, dx: dHidden, nRows });
  if (!dHidden) return;

  // The hidden values are not needed any more.
  const [dGate, dUp] = [hidden, workspace.rows("dUp", dMlp)];
  backward.swiglu.record(pass, { gate, up, d_hidden: dHidden, d_gate: dGate, d_up: dUp }, { n });
  const norm = { nRows, width: dModel, x: middle, invRms };
  normForward(run, pass, modules.postAttentionNorm, norm, normed);
  const dNormed = workspace.rows("dNormed", dModel);
  const dx = reaches(STAGE.postAttentionNorm) ? dNormed : null;
  linearBackward(run, pass, modules.gate, { x: normed, dy: dGate, dx, nRows });
  linearBackward(run, pass, modules.up, { x: normed, dy: dUp, dx, nRows, accumulate: true });
  if (!dx) return;
  const dStreamOrNone = reaches(STAGE.o) ? dStream : null;
  normBackward(run, pass, modules.postAttentionNorm, norm, { dy: dNormed, dx: dStreamOrNone, accumulate: true });
}
