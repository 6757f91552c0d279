import type { BaseModel } from "../export/baseModel";
import type { WeightSource } from "../model/weightSource";
import type { BaseValues } from "../train/baseValues";
import type { WeightDelta } from "../train/weightDelta";
import { usedWeights } from "../transformer/usedWeights";
import { matrixFormat, type WeightFormat } from "../transformer/weightFormat";
import type { OpenModel } from "./openModel";
import type { KeptRun } from "./runStore";

/** The frozen weights as a run has them: of the file, in the format they are loaded in. */
export function baseValues(source: WeightSource, format: WeightFormat): BaseValues {
  const matrices = [...source.tensors.values()].filter(({ shape }) => shape.length === 2);
  return { source, formats: new Map(matrices.map((tensor) => [tensor.name, matrixFormat(tensor, format)])) };
}

/** The model whose files a base is of; `dtype` is that of its files. */
type BaseFiles = Pick<OpenModel, "hash" | "dtype"> & { readonly info: Pick<OpenModel["info"], "name"> };

/** What a run is of: name and hash of the model's files, and the weights that were made of them. */
export function baseIdentity(
  { info, hash, dtype }: BaseFiles,
  source: Pick<WeightSource, "tensors">,
  format: WeightFormat,
): WeightDelta["base"] {
  return { name: info.name, hash, ...usedWeights(dtype, source, format) };
}

/** What files of runs are held against. */
export function baseModel(model: BaseFiles, source: WeightSource, format: WeightFormat): BaseModel {
  return { ...baseIdentity(model, source, format), tensors: source.tensors };
}

/** Throws where the open model is not the one that the run changes. */
export function checkBase({ run }: Pick<KeptRun, "run">, { name, hash, dtype }: WeightDelta["base"]): void {
  if (run.model.hash === hash && run.model.dtype === dtype) return;
  throw new Error(`${run.name} is of ${run.model.name} ${run.model.dtype}, ${name} ${dtype} is open: open its base`);
}
