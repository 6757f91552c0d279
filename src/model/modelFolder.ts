import { FormatError } from "../formats/formatError";
import { asJsonObject, isJsonObject, type JsonObject, parseJson } from "../formats/json";
import { findCheckpoint } from "./checkpoint";
import { DTYPES, type DtypeFormat, dtypeOfFile, fileNameOf } from "./dtypes";
import { readModelInfo } from "./modelInfo";
import type { FolderFile, ModelFolder, Variant } from "./modelVariant";

export const SMALL_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;
export type SmallFile = (typeof SMALL_FILES)[number];

/** That a small file is missing, and what to do. */
export function missingFileError(name: SmallFile, where: string): Error {
  const remedy = {
    "config.json":
      "it says the model's dimensions. Choose the folder that holds it, or download it from the model's page.",
    "tokenizer.json":
      "a scan turns text into tokens with it (tokenizer.model alone cannot be read). Download it from the model's page, " +
      "or write it with transformers: AutoTokenizer.from_pretrained(...).save_pretrained(...).",
    "tokenizer_config.json": "it belongs to the tokenizer. Download it from the model's page.",
  }[name];
  return new FormatError(`${where} has no ${name}: ${remedy}`);
}

/** How many shards config.json announces for a file: a number, true (one), or one of them by file name. */
export function announcedShards(config: JsonObject, fileName: string): number | undefined {
  const hints = config["transformers.js_config"];
  if (!isJsonObject(hints)) return undefined;
  const format = hints.use_external_data_format;
  const value = isJsonObject(format) ? (format[fileName] ?? format[fileName.replace(/\.onnx$/, "")]) : format;
  if (value === true) return 1;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 100 ? value : undefined;
}

/** `model_q4.onnx_data`, `model_q4.onnx_data_1`, ... */
export const shardName = (onnxPath: string, i: number): string => `${onnxPath}_data${i === 0 ? "" : `_${i}`}`;

/** Names that exporters give the data beside `model.onnx`: `model.onnx_data[_1]`, `model.onnx.data[_1]`, `model.data`. */
function isShardOf(onnxPath: string, path: string): boolean {
  if (path === onnxPath.replace(/\.onnx$/, ".data")) return true;
  return path.startsWith(onnxPath) && /^[._]data(_\d+)?$/.test(path.slice(onnxPath.length));
}

const byShardNumber = (a: FolderFile, b: FolderFile): number =>
  a.path.length - b.path.length || (a.path < b.path ? -1 : 1);

function reasonToSkip(path: string): string {
  if (/decoder.*merged/.test(path)) {
    return "an old merged export keeps its layers inside the branches of an If, where they cannot be tapped";
  }
  if (/encoder|vision|audio|embed_tokens/.test(path)) return "it is not the text decoder";
  return `its name is none of ${fileNameOf(DTYPES[1]!)}, ${fileNameOf(DTYPES[0]!)}, ...`;
}

function toVariant(format: DtypeFormat, onnx: FolderFile, files: readonly FolderFile[], config: JsonObject): Variant {
  const shards = files.filter(({ path }) => isShardOf(onnx.path, path)).sort(byShardNumber);
  const announced = announcedShards(config, fileNameOf(format)) ?? 0;
  const names = Array.from({ length: announced }, (_, i) => shardName(onnx.path, i));
  const all = [onnx, ...shards];
  return {
    format,
    files: all,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    missing: names.filter((name) => shards.length < announced && !shards.some(({ path }) => path === name)),
  };
}

/** The parts that a folder is made from, wherever they came from. */
export interface FolderParts {
  readonly name: string;
  readonly small: Readonly<Record<SmallFile, Blob>>;
  /** `.onnx` and `.safetensors` files and what lies beside them. */
  readonly files: readonly FolderFile[];
}

/** Reads the small files and sorts the large ones. Where a dtype lies both in `onnx/` and at the root, `onnx/` counts. */
export async function readFolder(
  { name, small, files }: FolderParts,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ModelFolder> {
  // A broken tokenizer is told of now, not when gigabytes of weights are read.
  const texts = await Promise.all(SMALL_FILES.map((file) => small[file].text()));
  const [config] = SMALL_FILES.map((file, i) => parseJson(texts[i]!, file));
  const info = readModelInfo(config!, name);
  const onnx = files.filter(({ path }) => path.endsWith(".onnx"));
  const ofOnnx = DTYPES.flatMap((format) => {
    const places = [`onnx/${fileNameOf(format)}`, fileNameOf(format)];
    const file = places.flatMap((place) => onnx.filter(({ path }) => path === place))[0];
    return file ? [toVariant(format, file, files, asJsonObject(config, "config.json"))] : [];
  });
  const used = new Set(ofOnnx.map(({ files }) => files[0]!.path));
  const unused = onnx
    .filter(({ path }) => !used.has(path))
    .map(({ path }) => ({
      path,
      reason: dtypeOfFile(path) ? "another file of this dtype is used" : reasonToSkip(path),
    }));
  const checkpoint = await findCheckpoint(files, signal);
  const variants = [...ofOnnx, ...checkpoint.variants];
  const skipped = [...unused, ...checkpoint.skipped];
  if (variants.length === 0) {
    const found = skipped.map(({ path, reason }) => ` It has ${path}: ${reason}.`).join("");
    throw new FormatError(
      `${name} has no ONNX model: none of ${DTYPES.map(fileNameOf).join(", ")}, in onnx/ or at its root; and no model.safetensors.${found}`,
    );
  }
  const smallFiles = SMALL_FILES.map((path) => ({ path, blob: small[path] }));
  return { info, smallFiles, variants, skipped };
}
