import { FormatError } from "../formats/formatError";
import { asJsonObject, parseJson } from "../formats/json";
import { openSafetensors, readTensor, type TensorView } from "../formats/safetensors";
import type { ModelFile } from "./modelFile";
import { columnsOf, findRows, type StoredRows, type StoredTensor, type WeightSource } from "./weightSource";

/** Name that Hugging Face gives the list of a checkpoint's shards. */
export const INDEX_FILE = "model.safetensors.index.json";
/** An index of the largest models has a few megabytes. */
const MAX_INDEX_BYTES = 64 * 2 ** 20;
/** Names in an error, at most. */
const MAX_NAMED = 8;

const FORMATS: Readonly<Record<string, "f32" | "f16" | "bf16">> = { F32: "f32", F16: "f16", BF16: "bf16" };

/**
 * The weights of a checkpoint: `file` is the one safetensors file, or the index of several that lie in `shards`. Only headers are
 * read. Throws a FormatError where a file, or a tensor that the index names, is missing, or weights are of a type that we do not compute with.
 */
export async function openSafetensorsWeights(file: ModelFile, shards: readonly ModelFile[]): Promise<WeightSource> {
  const views = file.path.endsWith(".json") ? await openShards(file, shards) : await openOne(file);
  const prefix = findPrefix(views);
  const tensors = new Map<string, StoredTensor>();
  const viewOf = new Map<string, TensorView>();
  for (const [stored, view] of views) {
    const name = prefix === "model." || stored.startsWith("lm_head.") ? stored : `model.${stored}`;
    const format = FORMATS[view.dtype];
    if (!format) refuse(file, stored, view);
    else if (view.shape.length === 1 || view.shape.length === 2) {
      tensors.set(name, { name, shape: view.shape, format, bytes: view.bytes.size });
      viewOf.set(name, view);
    }
  }
  return {
    tensors,
    async readRows(name, firstRow, nRows) {
      const tensor = findRows(tensors, name, firstRow, nRows);
      const width = columnsOf(tensor);
      return readElements(viewOf.get(name)!, firstRow * width, (firstRow + nRows) * width);
    },
  };
}

type Views = ReadonlyMap<string, TensorView>;

async function openOne({ path, blob }: ModelFile): Promise<Views> {
  try {
    return (await openSafetensors(blob)).tensors;
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`) : error;
  }
}

async function openShards(index: ModelFile, shards: readonly ModelFile[]): Promise<Views> {
  const folder = index.path.slice(0, index.path.lastIndexOf("/") + 1);
  const byFile = new Map<string, Views>();
  const views = new Map<string, TensorView>();
  const missing: string[] = [];
  for (const [name, path] of await readIndex(index)) {
    const shard = shards.find((file) => file.path === folder + path);
    if (!shard) throw new FormatError(`${index.path} names "${path}", which is missing: add it to the folder`);
    if (!byFile.has(path)) byFile.set(path, await openOne(shard));
    const view = byFile.get(path)!.get(name);
    if (view) views.set(name, view);
    else missing.push(`${name} (in ${path})`);
  }
  if (missing.length === 0) return views;
  const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : "";
  throw new FormatError(
    `${index.path} names tensors that its files lack: ${missing.slice(0, MAX_NAMED).join(", ")}${more}`,
  );
}

/** File by tensor, from `weight_map`. A file's name has no folder. */
export async function readIndex({ path, blob }: ModelFile): Promise<ReadonlyMap<string, string>> {
  if (blob.size > MAX_INDEX_BYTES) throw new FormatError(`${path} has ${blob.size} bytes: it is no list of shards`);
  const root = asJsonObject(parseJson(await blob.text(), path), path);
  const files = new Map<string, string>();
  for (const [name, file] of Object.entries(asJsonObject(root.weight_map, `${path}: weight_map`))) {
    if (typeof file !== "string" || !/^[^/\\]+\.safetensors$/.test(file)) {
      throw new FormatError(
        `${path}: "${name}" lies in ${JSON.stringify(file)}, which is no safetensors file beside it`,
      );
    }
    files.set(name, file);
  }
  if (files.size === 0) throw new FormatError(`${path}: weight_map is empty`);
  return files;
}

/** "model.", or nothing where the decoder was saved without its head. */
function findPrefix(views: Views): "model." | "" {
  return views.has("embed_tokens.weight") && !views.has("model.embed_tokens.weight") ? "" : "model.";
}

/** Refuses a weight of another type; a buffer (positions, masks) of any type is left aside. */
function refuse({ path }: ModelFile, name: string, { dtype }: TensorView): void {
  if (/\.(qweight|qzeros|weight_packed)$/.test(name)) {
    throw new FormatError(
      `${path} holds weights quantized by GPTQ, AWQ or the like ("${name}"): use the original checkpoint or an ONNX file`,
    );
  }
  if (/\.(weight|bias)$/.test(name)) {
    throw new FormatError(`${path}: "${name}" is ${dtype}; weights must be F32, F16 or BF16: use another checkpoint`);
  }
}

async function readElements(view: TensorView, from: number, to: number): Promise<StoredRows> {
  if (view.dtype === "F32") return { format: "f32", values: await readTensor(view, "F32", from, to) };
  if (view.dtype === "F16") return { format: "f16", bits: await readTensor(view, "F16", from, to) };
  return { format: "bf16", bits: await readTensor(view, "BF16", from, to) };
}
