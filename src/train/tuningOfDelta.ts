import { storageBuffer, upload } from "../gpu/buffers";
import type { ModuleTuning, Parameter, Tuning } from "../transformer/tuning";
import { type BaseValues, readBase } from "./baseValues";
import { moduleTuning } from "./createTuning";
import { elementsOf, type PlannedModule, parametersOfModule } from "./tuningPlan";
import type { ModuleDelta, WeightDelta } from "./weightDelta";

/** A delta on the GPU, for evaluation: nothing of it is trained. */
export interface AppliedTuning {
  readonly tuning: Tuning;
  destroy(): void;
}

/** The module as a plan has it, and what its parameters hold or (dense, rows, columns) add to the base. */
function plannedModule(change: ModuleDelta): {
  readonly module: PlannedModule;
  readonly values: readonly Float32Array<ArrayBuffer>[];
} {
  const tensor = change.kind === "dense" ? change.tensor : `${change.module}.weight`;
  switch (change.kind) {
    case "dense":
      return { module: { kind: "dense", tensor, shape: change.shape }, values: [change.delta] };
    case "rows":
    case "columns":
      return {
        module: { kind: change.kind, tensor, shape: change.shape, index: change.index },
        values: [change.delta],
      };
    case "lora": {
      const { shape, rank, alpha, a, b } = change;
      return { module: { kind: "lora", tensor, shape, rank, alpha, dropout: 0 }, values: [a, b] };
    }
    case "scaleOutput":
    case "scaleInput":
      return { module: { kind: change.kind, tensor, shape: change.shape }, values: [change.scale] };
  }
}

/** Makes of a delta what the decoder runs with. Free it with `destroy`. */
export async function tuningOfDelta(delta: WeightDelta, base: BaseValues, device: GPUDevice): Promise<AppliedTuning> {
  const buffers: GPUBuffer[] = [];
  const tuning = new Map<string, ModuleTuning>();
  const destroy = (): void => {
    for (const buffer of buffers) buffer.destroy();
  };
  try {
    for (const change of delta.modules) {
      const { module, values } = plannedModule(change);
      const parameters: Parameter[] = [];
      for (const [i, { name, shape, initial }] of parametersOfModule(module).entries()) {
        const weight = storageBuffer(device, 4 * elementsOf(shape), name);
        buffers.push(weight);
        parameters.push({ name, shape, weight, grad: null });
        const change = values[i]!;
        if (initial !== "base") device.queue.writeBuffer(weight, 0, change);
        else {
          await readBase(module, base, (first, own) => {
            for (let e = 0; e < own.length; e++) own[e]! += change[first + e]!;
            device.queue.writeBuffer(weight, 4 * first, own);
          });
        }
      }
      const index =
        "index" in module ? upload(device, new Uint32Array(module.index), `index of ${module.tensor}`) : null;
      if (index) buffers.push(index);
      tuning.set(module.tensor, moduleTuning(module, parameters, index));
    }
  } catch (error) {
    destroy();
    throw error;
  }
  return { tuning, destroy };
}
