import { type ByteStore, splitKey } from "./byteStore";
import { SEAL_BYTES, sealOf, unseal } from "./sealedBytes";

/** What the browser writes beside a file until it is whole. */
const UNFINISHED = ".crswap";

const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof DOMException && names.includes(error.name);

/** Undefined where there is no such entry, or one of the other kind. */
async function ifThere<T>(open: Promise<T>): Promise<T | undefined> {
  try {
    return await open;
  } catch (error) {
    if (isNamed(error, "NotFoundError", "TypeMismatchError")) return undefined;
    throw error;
  }
}

async function* filesUnder(
  folder: FileSystemDirectoryHandle,
  path = "",
): AsyncGenerator<{ key: string; folder: FileSystemDirectoryHandle; handle: FileSystemFileHandle }> {
  for await (const handle of folder.values()) {
    const key = path + handle.name;
    if (handle.kind === "directory") yield* filesUnder(handle as FileSystemDirectoryHandle, `${key}/`);
    else yield { key, folder, handle: handle as FileSystemFileHandle };
  }
}

/** Frees what tabs that died while writing left. What another tab is writing now is locked, and stays. */
async function removeUnfinished(top: FileSystemDirectoryHandle): Promise<void> {
  for await (const { folder, handle } of filesUnder(top)) {
    if (!handle.name.endsWith(UNFINISHED)) continue;
    try {
      await folder.removeEntry(handle.name);
    } catch (error) {
      if (!isNamed(error, "NoModificationAllowedError", "NotFoundError")) throw error;
    }
  }
}

/**
 * The browser's private files for this origin, under the folder `root`; key parts are folders. The browser writes beside the
 * file and puts the new one in its place when the stream closes; the seal tells the empty file of a first write that never
 * closed. Throws where the browser has no private files (an insecure address, some private windows).
 */
export async function opfsStore(root = "babelscope"): Promise<ByteStore> {
  const origin = await navigator.storage.getDirectory();
  const top = await origin.getDirectoryHandle(root, { create: true });
  await removeUnfinished(top);
  let lastChange: Promise<unknown> = Promise.resolve();

  async function folderOf(names: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
    let folder: FileSystemDirectoryHandle | undefined = top;
    for (const name of names.slice(0, -1)) {
      folder = folder && (await ifThere(folder.getDirectoryHandle(name, { create })));
    }
    return folder;
  }

  /** Streams that are open at once end in any order: changes wait for each other, so that the last one asked for stays. */
  function inOrder<T>(change: () => Promise<T>): Promise<T> {
    const done = lastChange.then(change);
    lastChange = done.catch(() => undefined);
    return done;
  }

  async function writeWhole(names: readonly string[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await folderOf(names, true);
    if (!folder) throw new Error(`storage key "${names.join("/")}" runs through a key that holds bytes`);
    const handle = await folder.getFileHandle(names.at(-1)!, { create: true });
    const seal = await sealOf(bytes);
    const stream = await handle.createWritable();
    try {
      await stream.write(bytes);
      await stream.write(seal);
      await stream.close();
    } catch (error) {
      if (!isNamed(error, "QuotaExceededError")) throw error;
      const size = `${Math.ceil(bytes.length / 2 ** 20)} MiB`;
      throw new Error(`no room to save ${size} as "${names.join("/")}": free disk space or remove saved scans`, {
        cause: error,
      });
    }
  }

  async function* sealedUnder(prefix: string): AsyncGenerator<{ key: string; bytes: number }> {
    for await (const { key, handle } of filesUnder(top)) {
      if (!key.startsWith(prefix) || key.endsWith(UNFINISHED)) continue;
      const { size } = await handle.getFile();
      if (size >= SEAL_BYTES) yield { key, bytes: size - SEAL_BYTES };
    }
  }

  return {
    async read(key) {
      const names = splitKey(key);
      const folder = await folderOf(names, false);
      const handle = folder && (await ifThere(folder.getFileHandle(names.at(-1)!)));
      const file = handle && (await ifThere(handle.getFile()));
      return file && unseal(new Uint8Array(await file.arrayBuffer()));
    },

    async write(key, bytes) {
      const names = splitKey(key);
      const copy = new Uint8Array(bytes);
      await inOrder(() => writeWhole(names, copy));
    },

    async remove(key) {
      const names = splitKey(key);
      await inOrder(async () => {
        const folder = await folderOf(names, false);
        if (folder) await ifThere(folder.removeEntry(names.at(-1)!));
      });
    },

    async list(prefix) {
      const keys: string[] = [];
      for await (const { key } of sealedUnder(prefix)) keys.push(key);
      return keys.sort();
    },

    async weigh(prefix) {
      let sum = 0;
      for await (const { bytes } of sealedUnder(prefix)) sum += bytes;
      return sum;
    },
  };
}
