import type { BaseModel } from "../export/baseModel";
import type { WeightSource } from "../model/weightSource";
import type { BaseValues } from "../train/baseValues";
import type { WeightDelta } from "../train/weightDelta";
import { matrixFormat, type WeightFormat } from "../transformer/weightFormat";
import type { OpenModel } from "./openModel";

/** The frozen weights as a run has them: of the file, in the format they are loaded in. */
export function baseValues(source: WeightSource, format: WeightFormat): BaseValues {
  const matrices = [...source.tensors.values()].filter(({ shape }) => shape.length === 2);
  return { source, formats: new Map(matrices.map((tensor) => [tensor.name, matrixFormat(tensor, format)])) };
}

/** What a run is of: name and hash of the model's files, and how its weights were used. */
export function baseIdentity({ info, hash, dtype }: OpenModel, format: WeightFormat): WeightDelta["base"] {
  return { name: info.name, hash, dtype: format === "as stored" ? dtype : format };
}

/** What files of runs are held against. */
export function baseModel(model: OpenModel, source: WeightSource, format: WeightFormat): BaseModel {
  return { ...baseIdentity(model, format), tensors: source.tensors };
}
