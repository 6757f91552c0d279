import { toInt64 } from "../formats/int64";
import { type Safetensors, type TensorData, writeSafetensors } from "../formats/safetensors";
import type { ModuleDelta, WeightDelta } from "../train/weightDelta";
import { type BaseModel, baseMetadata, baseOfMetadata, requireBase } from "./baseModel";
import { checkDelta } from "./checkDelta";
import { readDeltaModules } from "./deltaTensors";
import type { Manifest } from "./manifest";
import { asMethod } from "./methodOfFile";
import { readManifest } from "./readManifest";

export const DELTA_FORMAT = "babelscope-delta";

/**
 * What a run changed, as safetensors. Each tensor is named by what it changes, how, and what of it:
 * - `{module}.rows.index` i64 [k] and `{module}.rows.delta` f32 [k, in]; `{module}.columns.index`, `{module}.columns.delta` f32 [out, k];
 * - `{tensor}.dense.delta` f32, in the tensor's own shape and by its full name (`model.norm.weight.dense.delta`);
 * - `{module}.lora.a` f32 [r, in], `{module}.lora.b` f32 [out, r], `{module}.lora.alpha` f64 []: b a * alpha / r is added;
 * - `{module}.output.scale` f32 [out], `{module}.input.scale` f32 [in]: the module's output or input is multiplied by it.
 * The metadata holds the base (`base_model_name`, `base_model_hash`, `base_model_dtype`), `method` and `manifest`.
 */
export function exportDelta(delta: WeightDelta, manifest: Manifest): Blob {
  return writeSafetensors(delta.modules.flatMap(toTensors), {
    format: DELTA_FORMAT,
    version: "1",
    method: delta.method,
    ...baseMetadata(delta.base),
    manifest: JSON.stringify(manifest),
  });
}

function toTensors(change: ModuleDelta): TensorData[] {
  const f32 = (name: string, shape: readonly number[], values: Float32Array<ArrayBuffer>): TensorData => ({
    name,
    dtype: "F32",
    shape,
    parts: [values],
  });
  const { module } = change;
  switch (change.kind) {
    case "rows":
    case "columns": {
      const k = change.index.length;
      const shape = change.kind === "rows" ? [k, change.shape[1]] : [change.shape[0], k];
      return [
        { name: `${module}.${change.kind}.index`, dtype: "I64", shape: [k], parts: [toInt64(change.index)] },
        f32(`${module}.${change.kind}.delta`, shape, change.delta),
      ];
    }
    case "dense":
      return [f32(`${change.tensor}.dense.delta`, change.shape, change.delta)];
    case "lora":
      return [
        { name: `${module}.lora.alpha`, dtype: "F64", shape: [], parts: [Float64Array.of(change.alpha)] },
        f32(`${module}.lora.a`, [change.rank, change.shape[1]], change.a),
        f32(`${module}.lora.b`, [change.shape[0], change.rank], change.b),
      ];
    default: {
      const side = change.kind === "scaleOutput" ? "output" : "input";
      return [f32(`${module}.${side}.scale`, [change.scale.length], change.scale)];
    }
  }
}

/** What a file of a run held. `manifest` is as found; `warnings` are sentences for the user. */
export interface ImportedDelta {
  readonly delta: WeightDelta;
  readonly manifest?: Manifest;
  readonly warnings: readonly string[];
}

/** Reads such a file, onto the base it was made on and no other. Throws a FormatError that says where it is wrong. */
export async function readDelta(file: Safetensors, base: BaseModel): Promise<ImportedDelta> {
  const said = requireBase(baseOfMetadata(file.metadata, "the delta"), base, "the delta");
  const warnings: string[] = [];
  const manifest = readManifest(file.metadata.get("manifest"), warnings);
  const method = asMethod(file.metadata.get("method"), "the delta's method");
  const delta = checkDelta({ method, modules: await readDeltaModules(file, base), base: said }, base);
  return { delta, ...(manifest ? { manifest } : {}), warnings };
}
