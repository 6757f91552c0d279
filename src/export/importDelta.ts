import { FormatError } from "../formats/formatError";
import { openLazyZip } from "../formats/lazyZip";
import { openSafetensors } from "../formats/safetensors";
import { CONFIG_FILE } from "./adapterConfig";
import { TENSOR_FILE } from "./adapterFiles";
import type { BaseModel } from "./baseModel";
import { DELTA_FORMAT, type ImportedDelta, readDelta } from "./deltaFile";
import { readAdapter } from "./readAdapter";

/** A file as it was dropped or read. */
export interface NamedFile {
  readonly name: string;
  readonly blob: Blob;
}

const fileNamed = (files: readonly NamedFile[], name: string): Blob | undefined =>
  files.find((file) => file.name.slice(file.name.lastIndexOf("/") + 1) === name)?.blob;

async function isZip(blob: Blob): Promise<boolean> {
  const [p, k] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return p === 0x50 && k === 0x4b;
}

/**
 * Reads what a run left, onto the base it was made on and no other: a delta, an adapter in its archive, or an adapter's files.
 * Throws a FormatError that says where a file is wrong.
 */
export async function importDelta(files: readonly NamedFile[], base: BaseModel): Promise<ImportedDelta> {
  const [first] = files;
  if (!first) throw new FormatError("no file was given");
  const found = (await isZip(first.blob)) ? await unpack(first.blob) : files;
  const config = fileNamed(found, CONFIG_FILE);
  const tensors = fileNamed(found, TENSOR_FILE);
  if (config && tensors) return readAdapter(config, tensors, base);
  if (config || tensors || found !== files) {
    throw new FormatError(`an adapter is ${CONFIG_FILE} and ${TENSOR_FILE}: choose both, or their archive`);
  }
  const file = await openSafetensors(first.blob);
  const format = file.metadata.get("format");
  if (format === DELTA_FORMAT) return readDelta(file, base);
  throw new FormatError(`${first.name} is no delta: its format is ${format ?? "not told"}, not ${DELTA_FORMAT}`);
}

async function unpack(archive: Blob): Promise<NamedFile[]> {
  return Array.from(await openLazyZip(archive), ([name, blob]) => ({ name, blob }));
}
