import { expect, test } from "vitest";
import { directorySink } from "../../../src/export/directorySink";
import { saveFiles } from "../../../src/export/saveFiles";
import { fileOfParts, type OutputFile } from "../../../src/formats/outputFile";

const { signal } = new AbortController();

let made = 0;
/** Folders of the browser's own storage have the handles of picked ones. */
async function emptyFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(`picked-${Date.now()}-${made++}`, { create: true });
}

const namesIn = async (folder: FileSystemDirectoryHandle): Promise<string[]> => {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
};

const textOf = async (folder: FileSystemDirectoryHandle, name: string): Promise<string> =>
  (await (await folder.getFileHandle(name)).getFile()).text();

/** A file whose bytes end before what it says. */
const broken: OutputFile = { ...fileOfParts("a.txt", ["new"]), bytes: 7 };

test("files get folders for the parts of their paths", async () => {
  const folder = await emptyFolder();
  const files = [fileOfParts("a.txt", ["one"]), fileOfParts("sub/b.txt", ["two", "three"])];
  await saveFiles(files, directorySink(folder), { signal });
  expect(await namesIn(folder)).toEqual(["a.txt", "sub"]);
  expect(await textOf(folder, "a.txt")).toBe("one");
  expect(await textOf(await folder.getDirectoryHandle("sub"), "b.txt")).toBe("twothree");
});

test("a failure leaves no file where there was none", async () => {
  const folder = await emptyFolder();
  await expect(saveFiles([broken], directorySink(folder), { signal })).rejects.toThrow("was to have 7 bytes");
  expect(await namesIn(folder)).toEqual([]);
});

test("a disk that is full leaves no file where there was none", async () => {
  const folder = await emptyFolder();
  const create = FileSystemFileHandle.prototype.createWritable;
  // The browser's own stream to the end, but for the write, which this disk has no room for.
  FileSystemFileHandle.prototype.createWritable = async function (this: FileSystemFileHandle) {
    const stream = await create.call(this);
    stream.getWriter = () => {
      const writer = WritableStream.prototype.getWriter.call(stream);
      writer.write = () => Promise.reject(new DOMException("no space", "QuotaExceededError"));
      return writer;
    };
    return stream;
  };
  try {
    await expect(saveFiles([fileOfParts("a.txt", ["one"])], directorySink(folder), { signal })).rejects.toThrow(
      "no space",
    );
  } finally {
    FileSystemFileHandle.prototype.createWritable = create;
  }
  expect(await namesIn(folder)).toEqual([]);
});

test("a failure leaves the older file as it was", async () => {
  const folder = await emptyFolder();
  await saveFiles([fileOfParts("a.txt", ["old"])], directorySink(folder), { signal });
  await expect(saveFiles([broken], directorySink(folder), { signal })).rejects.toThrow("was to have 7 bytes");
  expect(await textOf(folder, "a.txt")).toBe("old");
});
