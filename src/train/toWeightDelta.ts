import { type BaseValues, readBase } from "./baseValues";
import type { ParameterValues } from "./parameterValues";
import { moduleOfTensor, type PlannedModule, parametersOfModule, type TuningPlan } from "./tuningPlan";
import type { ModuleDelta, WeightDelta } from "./weightDelta";

/** Subtracts from `values` what the base has in their place. */
const subtractBase = (values: Float32Array<ArrayBuffer>, module: PlannedModule, base: BaseValues): Promise<void> =>
  readBase(module, base, (first, own) => {
    for (let i = 0; i < own.length; i++) values[first + i]! -= own[i]!;
  });

async function moduleDelta(
  module: PlannedModule,
  [first, second]: readonly Float32Array<ArrayBuffer>[],
  base: BaseValues,
): Promise<ModuleDelta> {
  const name = moduleOfTensor(module.tensor);
  switch (module.kind) {
    case "dense":
      await subtractBase(first!, module, base);
      return { kind: "dense", module: name, tensor: module.tensor, shape: module.shape, delta: first! };
    case "rows":
    case "columns":
      await subtractBase(first!, module, base);
      return { kind: module.kind, module: name, shape: module.shape, index: module.index, delta: first! };
    case "lora": {
      const { shape, rank, alpha } = module;
      return { kind: "lora", module: name, shape, rank, alpha, a: first!, b: second! };
    }
    case "scaleOutput":
    case "scaleInput":
      return { kind: module.kind, module: name, shape: module.shape, scale: first! };
  }
}

/** What a run changed: the values of its parameters, less the base's. */
export async function toWeightDelta(
  plan: TuningPlan,
  values: ParameterValues,
  base: BaseValues,
  identity: WeightDelta["base"],
): Promise<WeightDelta> {
  const rest = values[Symbol.asyncIterator]();
  const modules: ModuleDelta[] = [];
  for (const module of plan.modules) {
    const own: Float32Array<ArrayBuffer>[] = [];
    for (const { name } of parametersOfModule(module)) {
      const next = await rest.next();
      if (next.done) throw new Error(`the values end before ${name}`);
      own.push(next.value);
    }
    modules.push(await moduleDelta(module, own, base));
  }
  return { method: plan.method, modules, base: identity };
}
