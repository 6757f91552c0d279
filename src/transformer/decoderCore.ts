import { type BufferSlice, download, submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { blockFromGate, blockToGate, type LayerBuffers } from "./block";
import type { DecoderConfig } from "./decoderConfig";
import { compileForward, FormatKernelSet, type ForwardKernels } from "./decoderKernels";
import type { PlacedInterventions } from "./interventions";
import type { LayerModules } from "./layerModules";
import { uploadRows } from "./rowBuffers";
import type { Run } from "./run";
import type { TokenRows } from "./tokenRows";
import type { Tuning } from "./tuning";
import { Workspace } from "./workspace";

/** What all runs of one decoder share. */
export interface DecoderCore {
  readonly device: GPUDevice;
  readonly config: DecoderConfig;
  readonly kernels: ForwardKernels;
  readonly formats: FormatKernelSet;
  readonly workspace: Workspace;
}

export const NO_TUNING: Tuning = new Map();

/** Compiles what forward passes run over weights in these formats, and over parameters. */
export async function openCore(
  device: GPUDevice,
  config: DecoderConfig,
  weightFormats: Iterable<MatrixFormat>,
): Promise<DecoderCore> {
  const formats = new FormatKernelSet(device);
  const [kernels] = await Promise.all([
    compileForward(device, config),
    formats.prepare([{ kind: "f32" }, ...weightFormats]),
  ]);
  return { device, config, kernels, formats, workspace: new Workspace(device) };
}

/** Begins a forward pass over `rows`: from here to its last submit nothing may be awaited, for the workspace is one. */
export function beginRun(
  core: DecoderCore,
  rows: TokenRows,
  { tuning = NO_TUNING, dropoutSeed = null, cache }: Partial<Pick<Run, "tuning" | "dropoutSeed" | "cache">> = {},
): Run {
  core.workspace.begin(rows.nTokens);
  return { ...core, rows: uploadRows(core.workspace, core.config, rows), tuning, dropoutSeed, cache };
}

/** Submits one layer up to its gates, from `buffers.input`. */
export function submitToGate(run: Run, modules: LayerModules, buffers: LayerBuffers): void {
  submitPass(run.device, `layer ${modules.layer} to its gates`, (pass) => blockToGate(run, pass, modules, buffers));
}

/** Submits the rest of the layer; the stream behind it goes to `output`. */
export function submitFromGate(
  run: Run,
  modules: LayerModules,
  buffers: LayerBuffers,
  output: GPUBuffer,
  interventions?: PlacedInterventions,
): void {
  const here = interventions?.of(modules.layer);
  submitPass(run.device, `layer ${modules.layer} from its gates`, (pass) =>
    blockFromGate(run, pass, modules, buffers, output, here),
  );
}

/** Submits one layer. */
export function submitLayer(...args: Parameters<typeof submitFromGate>): void {
  submitToGate(args[0], args[1], args[2]);
  submitFromGate(...args);
}

/**
 * Submits `work`, which says where its result lies, and reads that back; `work` must not await. Rejects with what the GPU finds
 * wrong.
 */
export async function compute(device: GPUDevice, label: string, work: () => BufferSlice): Promise<ArrayBuffer> {
  const results: Promise<ArrayBuffer>[] = [];
  const valid = withErrorScope(device, label, () => {
    const { buffer, offset, size } = work();
    results.push(download(device, buffer, offset, size));
  });
  const [result] = await Promise.all([...results, valid]);
  return result as ArrayBuffer;
}
