import type { FolderSink } from "./saveFiles";

const isThere = async (folder: FileSystemDirectoryHandle, name: string): Promise<boolean> => {
  for await (const key of folder.keys()) if (key === name) return true;
  return false;
};

/** A folder that a person picked (File System Access). A file that fails or is stopped leaves an older
 * one as it was, and no new one. */
export function directorySink(directory: FileSystemDirectoryHandle): FolderSink {
  return {
    async create(path) {
      const names = path.split("/");
      const name = names.pop()!;
      let folder = directory;
      for (const part of names) folder = await folder.getDirectoryHandle(part, { create: true });
      // The handle of a new file makes it, empty, before anything is written.
      const wasThere = await isThere(folder, name);
      const file = await folder.getFileHandle(name, { create: true });
      const writer = (await file.createWritable()).getWriter();
      const discard = async (reason: unknown): Promise<void> => {
        await writer.abort(reason).catch(() => undefined);
        if (!wasThere) await folder.removeEntry(name);
      };
      // A stream whose write fails, as on a full disk, is not aborted besides.
      const fail = async (error: unknown): Promise<never> => {
        await discard(error);
        throw error;
      };
      return new WritableStream({
        write: (chunk) => writer.write(chunk).catch(fail),
        close: () => writer.close().catch(fail),
        abort: discard,
      });
    },
  };
}
