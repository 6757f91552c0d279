import { asJsonObject, type JsonObject, parseJson } from "../formats/json";
import { fileOfBlob, fileOfParts, type OutputFile } from "../formats/outputFile";
import { layOutTensors, type TensorShape } from "../formats/safetensorsLayout";
import type { ModelFile } from "../model/modelFile";
import type { StoredTensor } from "../model/weightSource";
import { type BaseValues, baseRows } from "../train/baseValues";
import type { WeightDelta } from "../train/weightDelta";
import { HEAD } from "../transformer/decoderTensors";
import { checkDelta } from "./checkDelta";
import { encodeFloats, TORCH_DTYPE, type WeightDtype } from "./encodeFloats";
import type { Manifest } from "./manifest";
import { mergedReadme } from "./mergedReadme";
import { type RowsChange, rowChanges } from "./mergeRows";
import { planShards } from "./shardPlan";

/** What is exported: the frozen weights as the run used them, and what it changed. */
export interface MergedModel extends BaseValues {
  readonly base: WeightDelta["base"];
  /** Null: the base itself, with quantized weights dequantized. */
  readonly delta: WeightDelta | null;
  /** F32 keeps every bit of what was trained. */
  readonly dtype: WeightDtype;
  /** Whether the embedding is the head, as the decoder was loaded: a head of its own in the file is then left out. */
  readonly isHeadShared: boolean;
  /** config.json, the tokenizer's files and whatever else belongs in the folder, with their paths. */
  readonly smallFiles: readonly ModelFile[];
  readonly manifest: Manifest;
  /** 5 GB unless given, as Hugging Face's. */
  readonly maxShardBytes?: number;
}

/** Of config.json: what no longer holds of the exported weights. */
const STALE = ["quantization_config", "transformers.js_config"];

/**
 * The tuned model (or the base) as the files of a Hugging Face folder: config.json with its dtype, the tokenizer's files, safetensors in
 * shards where they are large, README.md and the manifest. Weights are read, changed and written a few rows at a time.
 * Rejects with a FormatError where the delta does not fit the model.
 */
export async function mergedModelFiles(model: MergedModel): Promise<OutputFile[]> {
  const { source, delta, dtype, isHeadShared, smallFiles, manifest, maxShardBytes = 5e9 } = model;
  if (delta) checkDelta(delta, source);
  const changes = rowChanges(delta ?? { modules: [] });
  const stored = [...source.tensors.values()].filter(({ name }) => name !== HEAD || !isHeadShared);
  const tensors = stored.map((tensor) => ({ name: tensor.name, dtype, shape: tensor.shape, tensor }));
  const { shards, index } = planShards(tensors, maxShardBytes);
  const config = smallFiles.find(({ path }) => path === "config.json");
  if (!config) throw new RangeError("config.json is missing among the model's files");
  const settings = mergedConfig(
    asJsonObject(parseJson(await config.blob.text(), "config.json"), "config.json"),
    dtype,
    isHeadShared,
  );
  return [
    fileOfParts("config.json", [`${JSON.stringify(settings, null, 2)}\n`]),
    ...smallFiles
      .filter(({ path }) => path !== "config.json" && path !== "README.md")
      .map(({ path, blob }) => fileOfBlob(path, blob)),
    fileOfParts("README.md", [mergedReadme(model)]),
    fileOfParts("babelscope_manifest.json", [`${JSON.stringify(manifest, null, 2)}\n`]),
    ...(index ? [fileOfParts(index.path, [index.text])] : []),
    ...shards.map(({ path, tensors: inside }) => shardFile(path, inside, model, changes)),
  ];
}

function mergedConfig(config: JsonObject, dtype: WeightDtype, isTied: boolean): JsonObject {
  const kept = Object.entries(config).filter(([name]) => !STALE.includes(name));
  const torchDtype = TORCH_DTYPE[dtype];
  return {
    ...Object.fromEntries(kept),
    // Newer files of transformers call it dtype alone.
    ...("dtype" in config ? { dtype: torchDtype } : {}),
    torch_dtype: torchDtype,
    tie_word_embeddings: isTied,
  };
}

type MergedTensor = TensorShape & { readonly dtype: WeightDtype; readonly tensor: StoredTensor };

function shardFile(
  path: string,
  tensors: readonly MergedTensor[],
  model: MergedModel,
  changes: ReadonlyMap<string, RowsChange>,
): OutputFile {
  const { header, ordered, bytes } = layOutTensors(tensors, { format: "pt" });
  return {
    path,
    bytes,
    chunks: async function* () {
      yield header.slice();
      for (const { tensor, dtype } of ordered) {
        const width = tensor.shape.at(-1)!;
        for await (const { firstRow, values } of baseRows(model, tensor.name, tensor.shape)) {
          changes.get(tensor.name)?.({ values, firstRow, width });
          yield naming(tensor.name, () => encodeFloats(values, dtype));
        }
      }
    },
  };
}

function naming<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
