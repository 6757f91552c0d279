import { xxhash128 } from "hash-wasm";

/**
 * A file system may keep half of what was written when the power fails. A seal at the end of the file, magic, length and
 * checksum, tells such a file from a whole one.
 */
const MAGIC = new TextEncoder().encode("BBLSCOPE");
const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 16;
export const SEAL_BYTES = MAGIC.length + LENGTH_BYTES + CHECKSUM_BYTES;

const fromHex = (hex: string): number[] => Array.from(hex.matchAll(/../g), ([pair]) => Number.parseInt(pair, 16));

/** What goes behind `bytes` in its file: magic, u64 length, xxHash128. */
export async function sealOf(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const seal = new Uint8Array(SEAL_BYTES);
  seal.set(MAGIC);
  new DataView(seal.buffer).setBigUint64(MAGIC.length, BigInt(bytes.length), true);
  seal.set(fromHex(await xxhash128(bytes)), MAGIC.length + LENGTH_BYTES);
  return seal;
}

/** The bytes before the seal, or undefined where the file is cut, altered or not sealed. No copy. */
export async function unseal(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (file.length < SEAL_BYTES) return undefined;
  const bytes = file.subarray(0, file.length - SEAL_BYTES);
  const seal = await sealOf(bytes);
  return seal.every((byte, i) => byte === file[bytes.length + i]) ? bytes : undefined;
}
