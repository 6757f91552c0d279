import { submitPass } from "../gpu/buffers";
import type { OuterModules } from "./layerModules";
import { linearForward } from "./linear";
import { linearBackward } from "./linearBackward";
import { ROW_STEP } from "./matrixProduct";
import { normBackward, normForward } from "./norm";
import type { Run, TrainingRun } from "./run";

/** Logits that are there at once, in bytes, unless 64 rows take more. */
const CHUNK_BYTES = 2 ** 25;

/** Rows whose logits are computed at once. */
export function headChunkRows(dVocab: number, nRows: number): number {
  const fitting = Math.floor(CHUNK_BYTES / (4 * dVocab) / ROW_STEP) * ROW_STEP;
  return Math.min(Math.max(1, nRows), Math.max(ROW_STEP, fitting));
}

interface Chunk {
  readonly firstRow: number;
  readonly nRows: number;
}

function* chunksOf(nRows: number, step: number): Generator<Chunk> {
  for (let firstRow = 0; firstRow < nRows; firstRow += step)
    yield { firstRow, nRows: Math.min(step, nRows - firstRow) };
}

/** The slice of a buffer of `width` numbers a row. */
const slice = (buffer: GPUBuffer, { firstRow }: Chunk, width = 1) => ({ buffer, offset: 4 * firstRow * width });

/** The stream behind the last layer after the final norm, [n_tokens, d_model], in the workspace. */
export function finalNormed(run: Run, { finalNorm }: OuterModules, stream: GPUBuffer): GPUBuffer {
  const { workspace, config, rows } = run;
  const normed = workspace.rows("final.normed", config.dModel);
  const invRms = workspace.rows("final.invRms");
  const size = { nRows: rows.nTokens, width: config.dModel };
  submitPass(run.device, "final_norm", (pass) =>
    normForward(run, pass, finalNorm, { ...size, x: stream, invRms }, normed),
  );
  return normed;
}

/**
 * log p of every row's target from the stream behind the last layer, [n_tokens], in the workspace. The logits of all rows are
 * never there at once: `onLogits` records what else is done with those of a chunk.
 */
function headForward(
  run: Run,
  { head }: OuterModules,
  normed: GPUBuffer,
  onLogits?: (pass: GPUComputePassEncoder, chunk: Chunk, logits: GPUBuffer) => void,
): GPUBuffer {
  const { workspace, config, rows, kernels } = run;
  const logProb = workspace.rows("final.logProb");
  const logSumExp = workspace.rows("final.logSumExp");
  const step = headChunkRows(config.dVocab, rows.nTokens);
  const logits = workspace.bytes("final.logits", 4 * step * config.dVocab);
  for (const chunk of chunksOf(rows.nTokens, step)) {
    submitPass(run.device, "head", (pass) => {
      const { nRows } = chunk;
      linearForward(run, pass, head, { x: slice(normed, chunk, config.dModel), nRows }, logits);
      const buffers = {
        logits,
        targets: slice(rows.targets, chunk),
        log_prob: slice(logProb, chunk),
        log_sum_exp: slice(logSumExp, chunk),
      };
      kernels.crossEntropy.record(pass, buffers, { n_rows: nRows, d_vocab: config.dVocab });
      onLogits?.(pass, chunk, logits);
    });
  }
  return logProb;
}

/** Submits final norm and head: log p of every row's target, f32[n_tokens], in the workspace. */
export const logProbsOfStream = (run: Run, outer: OuterModules, stream: GPUBuffer): GPUBuffer =>
  headForward(run, outer, finalNormed(run, outer, stream));

/** Submits the head over the rows `which`: logits f32[which.length, d_vocab], in the workspace. */
export function logitsOfRows(
  run: Run,
  { head }: OuterModules,
  normed: GPUBuffer,
  which: readonly number[],
): { readonly buffer: GPUBuffer; readonly size: number } {
  const { device, workspace, config, rows } = run;
  const wrong = which.find((t) => !Number.isInteger(t) || t < 0 || t >= rows.nTokens);
  if (wrong !== undefined) throw new RangeError(`there is no row ${wrong} of ${rows.nTokens}`);
  const rowBytes = 4 * config.dModel;
  const size = 4 * which.length * config.dVocab;
  const chosen = workspace.bytes("logits.normed", which.length * rowBytes);
  const logits = workspace.bytes("logits", size);
  const encoder = device.createCommandEncoder({ label: "logits" });
  for (const [i, t] of which.entries()) {
    encoder.copyBufferToBuffer(normed, t * rowBytes, chosen, i * rowBytes, rowBytes);
  }
  device.queue.submit([encoder.finish()]);
  submitPass(device, "logits", (pass) => linearForward(run, pass, head, { x: chosen, nRows: which.length }, logits));
  return { buffer: logits, size };
}

/** The same, with the gradients of the loss: of head and final norm, and that of the stream, unless nothing below is trained. */
export function headBackward(
  run: TrainingRun,
  outer: OuterModules,
  stream: GPUBuffer,
  { dStream, throughHead }: { readonly dStream: GPUBuffer | null; readonly throughHead: boolean },
): GPUBuffer {
  const { workspace, config, rows, backward, device } = run;
  const { dModel, dVocab } = config;
  const normed = finalNormed(run, outer, stream);
  const dNormed = workspace.rows("dNormed", dModel);
  const logSumExp = workspace.rows("final.logSumExp");
  const logProb = headForward(run, outer, normed, (pass, chunk, logits) => {
    const buffers = {
      logits,
      targets: slice(rows.targets, chunk),
      log_sum_exp: slice(logSumExp, chunk),
      weights: slice(rows.lossWeights, chunk),
    };
    backward.crossEntropy.record(pass, buffers, { n_rows: chunk.nRows, d_vocab: dVocab });
    linearBackward(run, pass, outer.head, {
      nRows: chunk.nRows,
      x: slice(normed, chunk, dModel),
      dy: logits,
      dx: throughHead ? slice(dNormed, chunk, dModel) : null,
    });
  });
  if (throughHead) {
    const norm = { nRows: rows.nTokens, width: dModel, x: stream, invRms: workspace.rows("final.invRms") };
    submitPass(device, "final_norm", (pass) =>
      normBackward(run, pass, outer.finalNorm, norm, { dy: dNormed, dx: dStream, accumulate: false }),
    );
  }
  return logProb;
}
