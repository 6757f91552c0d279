import type { DecoderConfig } from "./decoderConfig";
import type { BackwardKernels, FormatKernelSet, ForwardKernels } from "./decoderKernels";
import type { KeyValueCache } from "./keyValueCache";
import type { RowBuffers } from "./rowBuffers";
import type { ModuleTuning, Parameter, Tuning } from "./tuning";
import type { Workspace } from "./workspace";

/** What one forward pass over rows of tokens is recorded with. */
export interface Run {
  readonly device: GPUDevice;
  readonly config: DecoderConfig;
  readonly kernels: ForwardKernels;
  readonly formats: FormatKernelSet;
  readonly workspace: Workspace;
  readonly rows: RowBuffers;
  readonly tuning: Tuning;
  /** Of the masks of dropout, another one for each call; null: nothing is dropped. */
  readonly dropoutSeed: number | null;
  /** Of the tokens before the rows, all of which are of one text; none where the rows are whole windows. */
  readonly cache?: KeyValueCache | undefined;
}

/** A run whose gradients are computed too. */
export interface TrainingRun extends Run {
  readonly backward: BackwardKernels;
}

/** How the module with this frozen tensor is tuned; rows or columns of which there are none are not. */
export function tuningOf({ tuning }: Run, name: string): ModuleTuning | null {
  const own = tuning.get(name) ?? null;
  return own && "count" in own && own.count === 0 ? null : own;
}

/** The parameter that takes the place of a vector or table as a whole, which nothing else than `dense` can. */
export function denseOf(run: Run, name: string): Parameter | null {
  const own = tuningOf(run, name);
  if (own === null) return null;
  if (own.kind !== "dense") throw new Error(`${name} cannot be tuned by ${own.kind}, only as a whole`);
  return own.weight;
}
