import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { type ByteStore, splitKey } from "../storage/byteStore";
import { SEAL_BYTES, sealOf, unseal } from "../storage/sealedBytes";

/** Of a file that is not whole yet. */
const UNFINISHED = ".part";

const isNamed = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code));

/** Undefined where there is no such file, or a folder in its place. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNamed(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw error;
  }
}

/** Writes beside the file, makes sure it is on the disk, and puts it in its place at once. */
async function writeWhole(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    const file = await open(unfinished, "wx");
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Bytes by key in a folder of the disk; key parts are folders. What runs that were killed left unfinished is removed. */
export async function folderStore(root: string): Promise<ByteStore> {
  await mkdir(root, { recursive: true });
  const pathOf = (key: string): string => join(root, ...splitKey(key));
  let lastChange: Promise<unknown> = Promise.resolve();

  async function* keysUnder(prefix: string): AsyncGenerator<string> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const key = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
      if (entry.isFile() && key.startsWith(prefix)) yield key;
    }
  }

  /** Changes wait for each other, so that the last one asked for stays. */
  function inOrder<T>(change: () => Promise<T>): Promise<T> {
    const done = lastChange.then(change);
    lastChange = done.catch(() => undefined);
    return done;
  }

  for await (const key of keysUnder("")) {
    if (key.endsWith(UNFINISHED)) await rm(join(root, key), { force: true });
  }

  return {
    async read(key) {
      const file = await ifThere(readFile(pathOf(key)));
      return file && unseal(new Uint8Array(file));
    },

    async write(key, bytes) {
      const path = pathOf(key);
      const copy = new Uint8Array(bytes);
      await inOrder(async () => writeWhole(path, [copy, await sealOf(copy)]));
    },

    async remove(key) {
      const path = pathOf(key);
      await inOrder(() => ifThere(rm(path)));
    },

    async list(prefix) {
      const keys: string[] = [];
      for await (const key of keysUnder(prefix)) if (!key.endsWith(UNFINISHED)) keys.push(key);
      return keys.sort();
    },

    async weigh(prefix) {
      let sum = 0;
      for await (const key of keysUnder(prefix)) {
        const { size } = await stat(join(root, key));
        if (!key.endsWith(UNFINISHED)) sum += size - SEAL_BYTES;
      }
      return sum;
    },
  };
}
