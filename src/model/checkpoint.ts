import { FormatError } from "../formats/formatError";
import type { SliceSource } from "../formats/protobufSlices";
import { readSafetensorsHeader } from "../formats/safetensors";
import { CHECKPOINT_DTYPES } from "./dtypes";
import type { FolderFile, ModelFolder, Variant } from "./modelVariant";
import { remoteSlices } from "./remoteSlices";
import { INDEX_FILE, readIndex } from "./safetensorsWeights";

export const CHECKPOINT_FILE = "model.safetensors";

/** A folder's checkpoint, none or one, and safetensors files that cannot be used, with the reason. */
export type Checkpoint = Pick<ModelFolder, "variants" | "skipped">;

const skip = (path: string, reason: string): Checkpoint => ({ variants: [], skipped: [{ path, reason }] });

/**
 * The checkpoint at a folder's root: `model.safetensors`, or an index and the files it lists. Its dtype is that of most of the first
 * file's bytes; only headers are read. What is damaged is left aside with its reason, since ONNX files beside it still serve.
 */
export async function findCheckpoint(files: readonly FolderFile[], signal?: AbortSignal): Promise<Checkpoint> {
  const find = (path: string) => files.find((file) => file.path === path);
  const [single, index] = [find(CHECKPOINT_FILE), find(INDEX_FILE)];
  try {
    if (single) return await toCheckpoint([single], [single], [], signal);
    if (!index) return { variants: [], skipped: files.filter(({ path }) => isShard(path)).map(withoutIndex) };
    const names = await shardsOf(index);
    const present = names.flatMap((name) => find(name) ?? []);
    const missing = names.filter((name) => !find(name));
    return await toCheckpoint(present, [index, ...present], missing, signal);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return skip((single ?? index)!.path, error.message);
  }
}

const isShard = (path: string): boolean => /^model[^/]*\.safetensors$/.test(path);

const withoutIndex = ({ path }: FolderFile) => ({
  path,
  reason: `${INDEX_FILE}, which lists a checkpoint's files, is missing`,
});

/** The files that an index lists, in order. An index is small, and so at hand wherever the folder lies. */
export async function shardsOf({ path, source }: FolderFile): Promise<readonly string[]> {
  if (typeof source === "string") throw new TypeError(`${path} was not fetched`);
  return [...new Set((await readIndex({ path, blob: source })).values())].sort();
}

async function toCheckpoint(
  weights: readonly FolderFile[],
  files: readonly FolderFile[],
  missing: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Checkpoint> {
  const [first] = weights;
  if (!first) return skip(files[0]!.path, `the files it lists are missing: ${missing.join(", ")}`);
  const dtype = await mainDtype(first, signal);
  const format = CHECKPOINT_DTYPES[dtype];
  if (!format) return skip(first.path, `its weights are ${dtype}; F32, F16 and BF16 can be read`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const variant: Variant = { format, files, bytes, missing };
  return { variants: [variant], skipped: [] };
}

/** The dtype that most bytes of a file have. */
async function mainDtype({ source, bytes }: FolderFile, signal: AbortSignal | undefined): Promise<string> {
  const slices: SliceSource = typeof source === "string" ? remoteSlices(source, bytes, signal) : source;
  const sums = new Map<string, number>();
  for (const { dtype, span } of (await readSafetensorsHeader(slices)).entries) {
    sums.set(dtype, (sums.get(dtype) ?? 0) + span.end - span.start);
  }
  const [main] = [...sums].sort(([, a], [, b]) => b - a);
  return main ? main[0] : "none at all";
}
