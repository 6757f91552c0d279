import { FormatError } from "../formats/formatError";
import { asJsonObject, parseJson } from "../formats/json";
import { CHECKPOINT_FILE, shardsOf } from "./checkpoint";
import { CHECKPOINT_DTYPES, DTYPES, fileNameOf } from "./dtypes";
import { announcedShards, missingFileError, readFolder, SMALL_FILES, type SmallFile, shardName } from "./modelFolder";
import type { FolderFile, ModelFolder } from "./modelVariant";
import { INDEX_FILE } from "./safetensorsWeights";

/** Where the files of a model's page on the Hugging Face hub lie. */
const HUB_PAGE = /^(https:\/\/(?:www\.)?huggingface\.co\/[^/]+\/[^/]+)(?:\/(?:tree|blob|resolve)\/([^/]+))?\/?$/;
/** A model of the hub by its name there: `owner/name`. */
const HUB_NAME = /^\w[\w.-]*\/\w[\w.-]*$/;
const MAX_SHARDS = 100;

/**
 * The folder's address with a slash at its end; a model's page on the hub, or its `owner/name` there, becomes the address of its
 * files. A folder's own query stays: it may hold what the server asks for.
 */
export function toFolderUrl(address: string): URL {
  const typed = address.trim();
  const full = HUB_NAME.test(typed) ? `https://huggingface.co/${typed}` : typed;
  const page = HUB_PAGE.exec(full.replace(/[?#].*$/, ""));
  const text = page ? `${page[1]}/resolve/${page[2] ?? "main"}/` : full;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FormatError(
      `"${address}" is no web address of a folder: give https://… or http://…, or owner/name of a model on huggingface.co`,
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  url.hash = "";
  return url;
}

function nameOf(folder: URL): string {
  const parts = folder.pathname.split("/").filter((part) => part !== "");
  const resolve = parts.indexOf("resolve");
  return decodeURIComponent((resolve > 0 ? parts[resolve - 1] : parts.at(-1)) ?? folder.hostname);
}

async function request(url: URL, init: RequestInit): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${url.href} cannot be reached (${reason}): check the address and the network; a server of another origin must allow this page (CORS)`,
      { cause: error },
    );
  }
  if (response.status === 401 || response.status === 403) {
    throw new Error(
      `${url.href} asks for permission (${response.status}): download the files and drop the folder here`,
    );
  }
  // Servers of single pages answer what they do not have with the page itself.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (response.status === 404 || response.status === 410 || (response.ok && isPage)) return undefined;
  if (!response.ok) throw new Error(`${url.href} answered ${response.status} ${response.statusText}: try again later`);
  return response;
}

const inFolder = (folder: URL, path: string): URL => {
  const url = new URL(path, folder);
  url.search = folder.search;
  return url;
};

/** A file's size by HEAD, or undefined where there is no such file. */
async function findFile(folder: URL, path: string, init: RequestInit): Promise<FolderFile | undefined> {
  const url = inFolder(folder, path);
  // A cached answer to HEAD may have lost its Content-Length.
  const response = await request(url, { ...init, method: "HEAD", cache: "no-store" });
  if (!response) return undefined;
  const length = response.headers.get("x-linked-size") ?? response.headers.get("content-length");
  const bytes = length === null ? Number.NaN : Number(length);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new Error(
      `${url.href}: the server does not tell its size (Content-Length); download the files and drop the folder here`,
    );
  }
  return { path, bytes, source: url.href };
}

async function readSmall(folder: URL, name: SmallFile, init: RequestInit): Promise<Blob> {
  const response = await request(inFolder(folder, name), init);
  if (!response) throw missingFileError(name, folder.href);
  return response.blob();
}

/** The files of `names` that are there. */
async function findAll(folder: URL, names: readonly string[], init: RequestInit): Promise<FolderFile[]> {
  const found = await Promise.all(names.map((name) => findFile(folder, name, init)));
  return found.filter((file) => file !== undefined);
}

/** Shards of one `.onnx` file: those announced, or as many as there are. */
async function findShards(
  folder: URL,
  onnxPath: string,
  announced: number | undefined,
  init: RequestInit,
): Promise<FolderFile[]> {
  const shards: FolderFile[] = [];
  for (let i = 0; i < (announced ?? MAX_SHARDS); i++) {
    const shard = await findFile(folder, shardName(onnxPath, i), init);
    if (!shard) break;
    shards.push(shard);
  }
  if (shards.length > 0 || announced !== undefined) return shards;
  const other = await findFile(folder, `${onnxPath}.data`, init);
  return other ? [other] : [];
}

/** Files of a checkpoint: the one, or the index, which is fetched, and those of its files that are there. */
async function findCheckpointFiles(folder: URL, init: RequestInit): Promise<FolderFile[]> {
  const single = await findFile(folder, CHECKPOINT_FILE, init);
  if (single) return [single];
  const response = await request(inFolder(folder, INDEX_FILE), init);
  if (!response) return [];
  const blob = await response.blob();
  const index: FolderFile = { path: INDEX_FILE, bytes: blob.size, source: blob };
  return [index, ...(await findAll(folder, await shardsOf(index), init))];
}

export interface UrlOptions {
  /** Look for these only; a server is asked once for every dtype there is otherwise. */
  readonly dtypes?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A model from the address of its folder: reads the small files, and asks for the sizes of the large ones. */
export async function readUrlFolder(address: string, { dtypes, signal }: UrlOptions = {}): Promise<ModelFolder> {
  const folder = toFolderUrl(address);
  const init: RequestInit = signal ? { signal } : {};
  const blobs = await Promise.all(SMALL_FILES.map((name) => readSmall(folder, name, init)));
  const small = Object.fromEntries(SMALL_FILES.map((name, i) => [name, blobs[i]!])) as Record<SmallFile, Blob>;
  const config = asJsonObject(parseJson(await small["config.json"].text(), "config.json"), "config.json");

  const names = DTYPES.filter(({ dtype }) => dtypes?.includes(dtype) ?? true).map(fileNameOf);
  const places = [
    names.map((name) => `onnx/${name}`),
    names,
    // Only to say what is there when nothing else is.
    ["onnx/decoder_model_merged.onnx", "onnx/decoder_model_merged_quantized.onnx"],
  ];
  let onnx: FolderFile[] = [];
  for (const place of places) if (onnx.length === 0) onnx = await findAll(folder, place, init);
  const shards = await Promise.all(
    onnx.map(({ path }) =>
      findShards(folder, path, announcedShards(config, path.slice(path.lastIndexOf("/") + 1)), init),
    ),
  );
  const wantsCheckpoint = Object.values(CHECKPOINT_DTYPES).some(({ dtype }) => dtypes?.includes(dtype) ?? true);
  const checkpoint = wantsCheckpoint ? await findCheckpointFiles(folder, init) : [];
  const files = [...onnx, ...shards.flat(), ...checkpoint];
  return readFolder({ name: nameOf(folder), small, files }, signal ? { signal } : {});
}
