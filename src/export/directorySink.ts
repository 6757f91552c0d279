import type { FolderSink } from "./saveFiles";

const isThere = async (folder: FileSystemDirectoryHandle, name: string): Promise<boolean> => {
  for await (const key of folder.keys()) if (key === name) return true;
  return false;
};

/** A folder that a person picked (File System Access). A stream that is aborted leaves an older file as it was, and no new one. */
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
      return new WritableStream({
        write: (chunk) => writer.write(chunk),
        close: () => writer.close(),
        async abort(reason) {
          await writer.abort(reason).catch(() => undefined);
          if (!wasThere) await folder.removeEntry(name);
        },
      });
    },
  };
}
