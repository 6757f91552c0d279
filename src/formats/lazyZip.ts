import { BlobReader, type FileEntry, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { FormatError } from "./formatError";
import { clearly, LOCAL_HEADER_BYTES } from "./zipError";

/**
 * The files of an archive by path, as slices of it: nothing but the directory is read, and each entry once against its CRC-32. Entries must be
 * stored, as archives of tensors are. Refused: compression, encryption, names that appear twice, overlapping entries.
 */
export async function openLazyZip(file: Blob): Promise<ReadonlyMap<string, Blob>> {
  const options = { useWebWorkers: false, checkCrc32: true, checkOverlappingEntry: true };
  const reader = new ZipReader(new BlobReader(file), options);
  const files = new Map<string, Blob>();
  for (const entry of await clearly("the zip directory", () => reader.getEntries({ filenameValidation: "tolerant" }))) {
    if (entry.directory) continue;
    if (files.has(entry.filename)) throw new FormatError(`zip entry "${entry.filename}" appears twice`);
    files.set(entry.filename, await sliceOf(entry, file));
  }
  return files;
}

async function sliceOf(entry: FileEntry, file: Blob): Promise<Blob> {
  const { filename, offset, compressionMethod, uncompressedSize, compressedSize, encrypted } = entry;
  const what = `zip entry "${filename}"`;
  if (encrypted) throw new FormatError(`${what} is encrypted`);
  if (compressionMethod !== 0 || compressedSize !== uncompressedSize) {
    throw new FormatError(`${what} is compressed: unpack the archive and open its files instead`);
  }
  // Reads the entry through, which checks its header and its checksum.
  await clearly(what, () => entry.getData!(new WritableStream()));
  const header = new DataView(await file.slice(offset, offset + LOCAL_HEADER_BYTES).arrayBuffer());
  const start = offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  return file.slice(start, start + uncompressedSize);
}
