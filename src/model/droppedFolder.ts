import { FormatError } from "../formats/formatError";
import type { ModelFile } from "./modelFile";
import { missingFileError, readFolder, SMALL_FILES, type SmallFile } from "./modelFolder";
import type { ModelFolder } from "./modelVariant";

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
const depthOf = (folder: string): number => folder.split("/").length;

/** The folder that holds config.json; of several the outermost. */
function findRoot(paths: readonly string[]): string {
  const roots = paths.filter((path) => path.slice(path.lastIndexOf("/") + 1) === "config.json").map(folderOf);
  const [first, ...others] = roots.sort((a, b) => depthOf(a) - depthOf(b));
  if (first === undefined)
    throw missingFileError(
      "config.json",
      `what was dropped (${paths.length === 1 ? "1 file" : `${paths.length} files`})`,
    );
  const rival = others.find((folder) => depthOf(folder) === depthOf(first));
  if (rival !== undefined) {
    throw new FormatError(`there are two models here, in ${first || "./"} and ${rival}: drop one folder at a time`);
  }
  return first;
}

/** A model from files with their paths, as they are dropped or picked: the folder itself, its content, or a folder around it. */
export async function readDroppedFolder(files: readonly ModelFile[]): Promise<ModelFolder> {
  const root = findRoot(files.map(({ path }) => path));
  const inside = new Map<string, Blob>();
  for (const { path, blob } of files) if (path.startsWith(root)) inside.set(path.slice(root.length), blob);
  const where = root === "" ? "what was dropped" : `the folder ${root}`;
  const small = Object.fromEntries(
    SMALL_FILES.map((name) => {
      const blob = inside.get(name);
      if (!blob) throw missingFileError(name, where);
      return [name, blob];
    }),
  ) as Record<SmallFile, Blob>;
  return readFolder({
    name: root.split("/").at(-2) ?? "model",
    small,
    files: [...inside].map(([path, blob]) => ({ path, bytes: blob.size, source: blob })),
  });
}
