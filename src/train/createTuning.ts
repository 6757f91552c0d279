import { allocateAll } from "../gpu/allocate";
import { upload } from "../gpu/buffers";
import { nextBelow, seededRandom } from "../tensor/random";
import type { ModuleTuning, Parameter, Tuning } from "../transformer/tuning";
import { type BaseValues, readBase } from "./baseValues";
import {
  bindingProblem,
  elementsOf,
  type PlannedModule,
  type PlannedParameter,
  parametersOfModule,
  type TuningPlan,
} from "./tuningPlan";

/** A parameter that is trained. */
export type TrainedParameter = Parameter & { readonly grad: GPUBuffer };

/** A plan with its values on the GPU. */
export interface TrainableTuning {
  readonly plan: TuningPlan;
  /** What the decoder runs with. */
  readonly tuning: Tuning;
  /** In the plan's order. */
  readonly parameters: readonly TrainedParameter[];
  destroy(): void;
}

/** What to do where what a run trains finds no room. */
export const NO_ROOM = "train less (a subnetwork or LoRA), or load the frozen weights in a smaller format";

export interface CreateOptions {
  /** Of the random initial values. */
  readonly seed: number;
  /** Initial values of a parameter by its name instead of the plan's, f32[shape]. */
  readonly initial?: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
  readonly signal?: AbortSignal;
}

/** Uniform in +-1 / sqrt(nIn): Kaiming's with a = sqrt(5), as PyTorch and PEFT begin a LoRA's A. */
export function kaimingUniform(name: string, [rows, nIn]: readonly number[], seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed, name);
  const bound = 1 / Math.sqrt(nIn!);
  return Float32Array.from(
    { length: rows! * nIn! },
    () => bound * (2 * ((nextBelow(random, 2 ** 24) + 0.5) / 2 ** 24) - 1),
  );
}

/** What makes a `ModuleTuning` of the parameters' buffers and the index of rows or columns. */
export function moduleTuning(
  module: PlannedModule,
  parameters: readonly Parameter[],
  index: GPUBuffer | null,
): ModuleTuning {
  const [first, second] = parameters;
  switch (module.kind) {
    case "dense":
      return { kind: "dense", weight: first! };
    case "rows":
    case "columns":
      return { kind: module.kind, count: module.index.length, index: index!, weight: first! };
    case "lora": {
      const { rank, alpha, dropout } = module;
      return { kind: "lora", a: first!, b: second!, rank, scale: alpha / rank, dropout };
    }
    case "scaleOutput":
    case "scaleInput":
      return { kind: module.kind, scale: first! };
  }
}

function drawn({ name, shape, initial }: PlannedParameter, seed: number): Float32Array<ArrayBuffer> | null {
  if (initial === "kaiming") return kaimingUniform(name, shape, seed);
  return initial === "ones" ? new Float32Array(elementsOf(shape)).fill(1) : null; // buffers begin with zeros
}

/**
 * Puts a plan's values on the GPU: rows, columns and tensors of the base, read in slices, or what its method begins with.
 * Rejects with a RangeError where a tensor is larger than the device can train, with a GpuError that
 * names what the GPU has no room for.
 */
export async function createTuning(
  plan: TuningPlan,
  base: BaseValues,
  device: GPUDevice,
  { seed, initial, signal }: CreateOptions,
): Promise<TrainableTuning> {
  const problem = bindingProblem(plan, device.limits.maxStorageBufferBindingSize);
  if (problem !== null) throw new RangeError(problem);
  const parameters: TrainedParameter[] = [];
  const indices: GPUBuffer[] = [];
  const tuning = new Map<string, ModuleTuning>();
  const destroy = (): void => {
    for (const { weight, grad } of parameters) for (const buffer of [weight, grad]) buffer.destroy();
    for (const index of indices) index.destroy();
  };
  try {
    for (const module of plan.modules) {
      signal?.throwIfAborted();
      const own: TrainedParameter[] = [];
      for (const planned of parametersOfModule(module)) {
        const { name, shape } = planned;
        const bytes = 4 * elementsOf(shape);
        const pair = [
          { name, bytes },
          { name: `gradient of ${name}`, bytes },
        ];
        const [weight, grad] = (await allocateAll(device, pair, NO_ROOM)) as [GPUBuffer, GPUBuffer];
        own.push({ name, shape, weight, grad });
        parameters.push(own.at(-1)!);
        const given = initial?.get(name) ?? drawn(planned, seed);
        const write = (at: number, values: Float32Array<ArrayBuffer>): void =>
          device.queue.writeBuffer(weight, 4 * at, values);
        if (given) write(0, given);
        else if (planned.initial === "base") await readBase(module, base, write);
      }
      const index =
        "index" in module ? upload(device, new Uint32Array(module.index), `neurons of ${module.tensor}`) : null;
      if (index) indices.push(index);
      tuning.set(module.tensor, moduleTuning(module, own, index));
    }
  } catch (error) {
    destroy();
    throw error;
  }
  return { plan, tuning, parameters, destroy };
}
