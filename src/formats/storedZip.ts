import { type FileEntry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { type Zippable, zipSync } from "fflate";
import { FormatError } from "./formatError";
import { clearly, LOCAL_HEADER_BYTES } from "./zipError";

/** An entry of an archive whose entries are stored, not compressed. */
export interface StoredEntry {
  readonly size: number;
  /** The bytes, checked against their CRC-32; read once and kept. */
  read(): Promise<ArrayBuffer>;
}

/** zip.js takes this ID for no known extra field; torch pads with the same one. */
const PADDING_FIELD = 0x4246;
const FIELD_HEADER_BYTES = 4;
const MAX_ENTRIES = 65_535;
/** Many times the counts of the largest models; files of weights are not read here. */
const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * Opens an archive. It is read whole, because a mask has hundreds of entries and a browser takes milliseconds for each piece of
 * a file. Refused: names that appear twice, overlapping entries, encryption, and compression (so no entry can grow beyond the
 * file that holds it).
 */
export async function openStoredZip(file: Blob): Promise<ReadonlyMap<string, StoredEntry>> {
  const options = { useWebWorkers: false, checkCrc32: true, checkOverlappingEntry: true };
  if (file.size > MAX_FILE_BYTES) {
    throw new FormatError(
      `an archive of ${file.size} bytes; masks and activation counts take ${MAX_FILE_BYTES} at most`,
    );
  }
  const reader = new ZipReader(new Uint8ArrayReader(new Uint8Array(await file.arrayBuffer())), options);
  const listing = await clearly("the zip directory", () => reader.getEntries({ filenameValidation: "tolerant" }));
  const entries = new Map<string, StoredEntry>();
  for (const entry of listing) {
    if (entry.directory) continue;
    const { filename, compressionMethod, compressedSize, uncompressedSize } = entry;
    if (entries.has(filename)) throw new FormatError(`zip entry "${filename}" appears twice`);
    if (entry.encrypted) throw new FormatError(`zip entry "${filename}" is encrypted`);
    if (compressionMethod !== 0 || compressedSize !== uncompressedSize) {
      throw new FormatError(
        `zip entry "${filename}" is compressed; torch.save stores its entries: save the file again with it`,
      );
    }
    if (uncompressedSize > file.size) throw new FormatError(`zip entry "${filename}" is larger than its file`);
    entries.set(filename, { size: uncompressedSize, read: readOnce(entry) });
  }
  return entries;
}

function readOnce(entry: FileEntry): () => Promise<ArrayBuffer> {
  let bytes: Promise<ArrayBuffer> | undefined;
  return () => {
    bytes ??= clearly(`zip entry "${entry.filename}"`, () => entry.arrayBuffer());
    return bytes;
  };
}

/**
 * An archive of stored entries in the order given, each with its data at a multiple of `alignment` bytes (as torch does, so that
 * the file can be mapped into memory). Dates are fixed: equal entries give equal bytes.
 */
export function writeStoredZip(entries: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, alignment: number): Blob {
  if (entries.size > MAX_ENTRIES) throw new RangeError(`${entries.size} zip entries; ${MAX_ENTRIES} can be written`);
  const zippable: Zippable = {};
  let offset = 0;
  for (const [name, bytes] of entries) {
    const unpadded = offset + LOCAL_HEADER_BYTES + new TextEncoder().encode(name).length + FIELD_HEADER_BYTES;
    const padding = new Uint8Array((alignment - (unpadded % alignment)) % alignment);
    zippable[name] = [bytes, { level: 0, mtime: new Date(1980, 0, 1), extra: { [PADDING_FIELD]: padding } }];
    offset = unpadded + padding.length + bytes.length;
  }
  return new Blob([zipSync(zippable)]);
}
