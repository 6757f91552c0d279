import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { UsageError } from "./exitCodes";
import { fileBlob } from "./fileBlob";

/** A file with its path inside a folder, parts joined by `/`, the folder's own name first. */
export interface FolderFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Folders that hold no part of a model or a corpus. */
const isHidden = (path: string): boolean => path.split(sep).some((part) => part.startsWith("."));

/** The files under a folder (or that one file), in the order of their paths. `what` names the option in errors. */
export async function folderFiles(folder: string, what: string): Promise<FolderFile[]> {
  const info = await stat(folder).catch(() => undefined);
  if (!info) throw new UsageError(`${what} ${folder}: there is no such file or folder`);
  if (info.isFile()) return [{ name: basename(folder), blob: await fileBlob(folder) }];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !isHidden(path))
    .sort();
  const root = basename(resolve(folder)) || "folder";
  const files: FolderFile[] = [];
  for (const path of paths) {
    // A link may point to nothing, or to a folder.
    const target = await stat(join(folder, path)).catch(() => undefined);
    if (target?.isFile())
      files.push({ name: [root, ...path.split(sep)].join("/"), blob: await fileBlob(join(folder, path)) });
  }
  return files;
}
