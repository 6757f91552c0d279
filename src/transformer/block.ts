import { INTERVENTION_OP } from "../kernels/intervention";
import { type AttentionBuffers, attentionForward } from "./attention";
import type { LayerInterventions } from "./interventions";
import type { LayerModules } from "./layerModules";
import { linearForward } from "./linear";
import { normForward } from "./norm";
import type { Run } from "./run";

/** What a layer reads and leaves behind: all of it is kept where the layer's gradients are computed later. */
export interface LayerBuffers extends AttentionBuffers {
  /** The stream into the layer, [n_tokens, d_model]. */
  readonly input: GPUBuffer;
  /** The stream between its two blocks, [n_tokens, d_model]. */
  readonly middle: GPUBuffer;
  /** Before the activation function, [n_tokens, d_mlp]. */
  readonly gate: GPUBuffer;
  readonly up: GPUBuffer;
}

/** A layer's buffers in the workspace. Those of one `place` are the same in every call; other layers' have other places. */
export function layerBuffers({ workspace, config }: Pick<Run, "workspace" | "config">, place: string): LayerBuffers {
  const { dModel, dMlp, nHeads, nKvHeads, dHead } = config;
  const rows = (name: string, width: number) => workspace.rows(`${place}.${name}`, width);
  return {
    input: rows("input", dModel),
    middle: rows("middle", dModel),
    q: rows("q", nHeads * dHead),
    k: rows("k", nKvHeads * dHead),
    v: rows("v", nKvHeads * dHead),
    o: rows("o", nHeads * dHead),
    logSumExp: rows("logSumExp", nHeads),
    gate: rows("gate", dMlp),
    up: rows("up", dMlp),
  };
}

/** What layers share and none keeps. */
export const scratch = ({ workspace, config }: Pick<Run, "workspace" | "config">) => ({
  /** A block's input after its norm, [n_tokens, d_model]. */
  normed: workspace.rows("normed", config.dModel),
  invRms: workspace.rows("invRms"),
  /** What a block adds to the stream, [n_tokens, d_model]. */
  branch: workspace.rows("branch", config.dModel),
  /** [n_tokens, d_mlp]. */
  hidden: () => workspace.rows("hidden", config.dMlp),
});

function addToStream(run: Run, pass: GPUComputePassEncoder, x: GPUBuffer, branch: GPUBuffer, sum: GPUBuffer): void {
  run.kernels.add.record(pass, { x, branch, sum }, { n: run.rows.nTokens * run.config.dModel });
}

/** A layer up to its gates: attention, and the gate's product. */
export function blockToGate(run: Run, pass: GPUComputePassEncoder, modules: LayerModules, buffers: LayerBuffers): void {
  const { normed, invRms, branch } = scratch(run);
  const { input, middle, gate } = buffers;
  const size = { nRows: run.rows.nTokens, width: run.config.dModel, invRms };
  normForward(run, pass, modules.inputNorm, { ...size, x: input }, normed);
  attentionForward(run, pass, modules, normed, buffers, branch);
  addToStream(run, pass, input, branch, middle);
  normForward(run, pass, modules.postAttentionNorm, { ...size, x: middle }, normed);
  linearForward(run, pass, modules.gate, { x: normed, nRows: run.rows.nTokens }, gate);
}

/** The rest of the layer from its gates, changed first where interventions say so: the stream behind it goes to `output`. */
export function blockFromGate(
  run: Run,
  pass: GPUComputePassEncoder,
  modules: LayerModules,
  { middle, gate, up }: LayerBuffers,
  output: GPUBuffer,
  interventions: LayerInterventions = [],
): void {
  const { normed, branch, hidden: hiddenRows } = scratch(run);
  const hidden = hiddenRows();
  const { nTokens } = run.rows;
  const { dMlp } = run.config;
  linearForward(run, pass, modules.up, { x: normed, nRows: nTokens }, up);
  const paramsOf = ({ op, count }: LayerInterventions[number]) => ({
    n_rows: nTokens,
    d_mlp: dMlp,
    n_index: count,
    op: INTERVENTION_OP[op],
  });
  for (const one of interventions) {
    if (one.at === "gate") run.kernels.gate.record(pass, { index: one.index, value: one.value, gate }, paramsOf(one));
  }
  run.kernels.swiglu.record(pass, { gate, up, hidden }, { n: nTokens * dMlp });
  for (const one of interventions) {
    const { at, index, value } = one;
    if (at === "act") run.kernels.hidden.record(pass, { gate, up, index, value, hidden }, paramsOf(one));
  }
  linearForward(run, pass, modules.down, { x: hidden, nRows: nTokens }, branch);
  addToStream(run, pass, middle, branch, output);
}
