import { loadTokenizer, type TextTokenizer } from "../corpus/loadTokenizer";
import type { BaseModel } from "../export/baseModel";
import { parseJson } from "../formats/json";
import { readDroppedFolder } from "../model/droppedFolder";
import { loadVariant } from "../model/loadVariant";
import type { ModelFile } from "../model/modelFile";
import type { SmallFile } from "../model/modelFolder";
import { hashModel } from "../model/modelHash";
import type { ModelInfo } from "../model/modelInfo";
import type { ModelFolder, Variant } from "../model/modelVariant";
import type { WeightSource } from "../model/weightSource";
import type { BaseValues } from "../train/baseValues";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { openDecoderSource } from "../transformer/openDecoderSource";
import type { WeightFormat } from "../transformer/weightFormat";
import { baseModel, baseValues } from "../worker/runBase";
import type { CommandContext } from "./command";
import type { Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { folderFiles } from "./folderFiles";
import type { MODEL_OPTIONS } from "./modelOptions";
import { percent } from "./progress";

/** A model of a folder, hashed, its weights still on disk. */
export interface CliModel {
  readonly info: ModelInfo;
  readonly config: DecoderConfig;
  /** config.json and the tokenizer's files. */
  readonly smallFiles: readonly ModelFile[];
  readonly tokenizer: TextTokenizer;
  readonly source: WeightSource;
  /** How matrices lie on the GPU. */
  readonly weightFormat: WeightFormat;
  /** What deltas are made on and held against. */
  readonly base: BaseModel;
  readonly values: BaseValues;
}

function chooseVariant({ info, variants }: ModelFolder, dtype: string | undefined): Variant {
  const known = variants.map(({ format }) => format.dtype).join(", ");
  const chosen = dtype
    ? variants.find(({ format }) => format.dtype === dtype)
    : (variants.find(({ format }) => format.isCheckpoint) ?? variants[0]);
  if (!chosen) throw new UsageError(`--dtype is ${JSON.stringify(dtype)}; ${info.name} has ${known}`);
  if (chosen.missing.length === 0) return chosen;
  throw new Error(`${chosen.missing.join(", ")} belongs to the ${chosen.format.dtype} weights and is missing`);
}

/** Opens the model that the options name. Reads headers and, for the hash, every byte once. */
export async function openModel(
  options: Values<typeof MODEL_OPTIONS>,
  { signal, progress }: CommandContext,
): Promise<CliModel> {
  const files = await folderFiles(options.model, "--model");
  const folder = await readDroppedFolder(files.map(({ name, blob }) => ({ path: name, blob })));
  const { info, smallFiles } = folder;
  const variant = chooseVariant(folder, options.dtype);
  const text = (wanted: SmallFile): Promise<string> => smallFiles.find(({ path }) => path === wanted)!.blob.text();
  const json = parseJson(await text("config.json"), "config.json");
  const tokenizer = loadTokenizer(await text("tokenizer.json"), await text("tokenizer_config.json"));
  const loaded = await loadVariant(variant, { signal });
  const { config, source } = await openDecoderSource(json, loaded, info);
  const onProgress = (done: number, total: number) => progress.tell(`hashing ${info.name}: ${percent(done, total)}`);
  const hash = await hashModel([...smallFiles, ...loaded.files], { signal, onProgress });
  const weightFormat = (options.weights ?? "as stored") as WeightFormat;
  const base = baseModel({ info, hash, dtype: variant.format.dtype }, source, weightFormat);
  return { info, config, smallFiles, tokenizer, source, weightFormat, base, values: baseValues(source, weightFormat) };
}
