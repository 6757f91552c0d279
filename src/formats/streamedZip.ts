import { createCRC32 } from "hash-wasm";
import { checkedChunks, type OutputFile } from "./outputFile";

/**
 * A zip written front to back, entries stored: each entry's checksum comes behind its data, in a data descriptor (flag bit 3).
 * Records as in the APPNOTE of PKWARE, 4.3 and 4.5.3: zip64 where a size or an offset does not fit in 32 bits, and nowhere else, so that old
 * readers open what they can. Dates are fixed: equal files give equal bytes.
 */
const LOCAL_HEADER = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_END = 0x06054b50;
const CENTRAL_END_64 = 0x06064b50;
const CENTRAL_LOCATOR_64 = 0x07064b50;
const ZIP64_FIELD = 1;
/** Sizes in the descriptor; names in UTF-8. */
const FLAGS = 0x0808;
/** 1980-01-01 00:00, the first there is. */
const DOS_DATE = 0x0021;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

/** Little-endian fields one after another; a bigint takes 8 bytes, [value, 4] takes 4, a number 2. */
function record(...fields: readonly (number | readonly [value: number, bytes: 4] | bigint | Uint8Array)[]) {
  const sizeOf = (field: (typeof fields)[number]): number => {
    if (typeof field === "number") return 2;
    if (typeof field === "bigint") return 8;
    return field instanceof Uint8Array ? field.length : 4;
  };
  const bytes = new Uint8Array(fields.reduce<number>((sum, field) => sum + sizeOf(field), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    if (typeof field === "number") view.setUint16(at, field, true);
    else if (typeof field === "bigint") view.setBigUint64(at, field, true);
    else if (field instanceof Uint8Array) bytes.set(field, at);
    else view.setUint32(at, field[0], true);
    at += sizeOf(field);
  }
  return bytes;
}

const versionOf = (isLarge: boolean): number => (isLarge ? 45 : 20);
const u32 = (value: number): readonly [number, 4] => [value, 4];
const nameOf = ({ path }: OutputFile): Uint8Array => new TextEncoder().encode(path);

/** The sizes in a local header of zip64 mark the descriptor behind the data as one of 64 bits. */
function localHeader(file: OutputFile): Uint8Array<ArrayBuffer> {
  const name = nameOf(file);
  const isLarge = file.bytes >= MAX_32;
  const extra = isLarge ? record(ZIP64_FIELD, 16, 0n, 0n) : new Uint8Array(0);
  const size = u32(isLarge ? MAX_32 : 0);
  const dates = [0, DOS_DATE] as const;
  const sizes = [u32(0), size, size] as const;
  return record(
    ...[u32(LOCAL_HEADER), versionOf(isLarge), FLAGS, 0, ...dates, ...sizes],
    ...[name.length, extra.length, name, extra],
  );
}

function descriptor(crc: number, bytes: number): Uint8Array<ArrayBuffer> {
  const sizes = bytes >= MAX_32 ? [BigInt(bytes), BigInt(bytes)] : [u32(bytes), u32(bytes)];
  return record(u32(DESCRIPTOR), u32(crc), ...sizes);
}

function centralHeader(file: OutputFile, crc: number, offset: number): Uint8Array<ArrayBuffer> {
  const name = nameOf(file);
  const isLarge = file.bytes >= MAX_32;
  const wide = [
    ...(isLarge ? [BigInt(file.bytes), BigInt(file.bytes)] : []),
    ...(offset >= MAX_32 ? [BigInt(offset)] : []),
  ];
  const extra = wide.length > 0 ? record(ZIP64_FIELD, 8 * wide.length, ...wide) : new Uint8Array(0);
  const version = versionOf(wide.length > 0);
  const size = u32(isLarge ? MAX_32 : file.bytes);
  return record(
    ...[u32(CENTRAL_HEADER), version, version, FLAGS, 0, 0, DOS_DATE, u32(crc), size, size],
    ...[name.length, extra.length, 0, 0, 0, u32(0), u32(Math.min(offset, MAX_32)), name, extra],
  );
}

function centralEnd(count: number, bytes: number, offset: number): Uint8Array<ArrayBuffer> {
  const isLarge = count >= MAX_16 || bytes >= MAX_32 || offset >= MAX_32;
  const [n, size, at] = [Math.min(count, MAX_16), u32(Math.min(bytes, MAX_32)), u32(Math.min(offset, MAX_32))];
  const end = record(u32(CENTRAL_END), 0, 0, n, n, size, at, 0);
  if (!isLarge) return end;
  const [n64, size64, at64] = [BigInt(count), BigInt(bytes), BigInt(offset)];
  const version = versionOf(true);
  return record(
    ...[u32(CENTRAL_END_64), 44n, version, version, u32(0), u32(0), n64, n64, size64, at64],
    ...[u32(CENTRAL_LOCATOR_64), u32(0), at64 + size64, u32(1), end],
  );
}

/** The archive of `files`, piece by piece. Throws a RangeError where two files have one path or a path leaves the archive. */
export async function* zipChunks(files: readonly OutputFile[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  checkPaths(files);
  const central: Uint8Array<ArrayBuffer>[] = [];
  const crc = await createCRC32();
  let offset = 0;
  for (const file of files) {
    const header = localHeader(file);
    yield header;
    crc.init();
    for await (const chunk of checkedChunks(file)) {
      crc.update(chunk);
      yield chunk;
    }
    const sum = Number.parseInt(crc.digest("hex"), 16);
    const tail = descriptor(sum, file.bytes);
    central.push(centralHeader(file, sum, offset));
    yield tail;
    offset += header.length + file.bytes + tail.length;
  }
  yield* central;
  yield centralEnd(files.length, lengthOf(central), offset);
}

/** Bytes of that archive. */
export function zipBytes(files: readonly OutputFile[]): number {
  let offset = 0;
  let central = 0;
  for (const file of files) {
    central += centralHeader(file, 0, offset).length;
    offset += localHeader(file).length + file.bytes + descriptor(0, file.bytes).length;
  }
  return offset + central + centralEnd(files.length, central, offset).length;
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function checkPaths(files: readonly OutputFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    const isOutside = path.split("/").some((part) => part === "" || part === "." || part === "..");
    if (isOutside) throw new RangeError(`"${path}" is no path inside an archive`);
    if (seen.has(path)) throw new RangeError(`two files are named "${path}"`);
    seen.add(path);
  }
}
