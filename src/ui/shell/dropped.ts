import type { CorpusFile } from "../../corpus/corpus";
import type { SeenFile } from "../recognise";

/** More than this is a folder dropped by mistake. */
const MAX_FILES = 20_000;
const JSON_HEAD_BYTES = 65_536;
const CSV_HEAD_BYTES = 256;
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

// Chrome keeps the classes of entries to itself, so the flags tell them apart.
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

const toFile = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  });

/** A reader gives a folder in parts, an empty one at the end. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

/**
 * Files of a drop, folders walked. What the browser lets one read of it must be asked for before the drop's event ends,
 * so this takes everything from `data` before it first waits.
 */
export async function readDrop(data: DataTransfer): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  const entries: FileSystemEntry[] = [];
  for (const item of data.items) {
    const entry = item.webkitGetAsEntry();
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    if (file) files.push({ name: file.name, blob: file });
  }
  while (entries.length > 0) {
    const entry = entries.pop()!;
    if (isFolder(entry)) entries.push(...(await listFolder(entry)));
    if (isFile(entry)) {
      files.push({ name: entry.fullPath.replace(/^\//, ""), blob: await toFile(entry) });
    }
    if (files.length > MAX_FILES) {
      throw new RangeError(
        `more than ${MAX_FILES} files were dropped: drop the model's folder or the text files alone`,
      );
    }
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The beginning of a file that tells what it is; empty where its ending says enough. */
async function readHead({ name, blob }: CorpusFile): Promise<string> {
  if (/\.json$/i.test(name)) return blob.slice(0, JSON_HEAD_BYTES).text();
  if (/\.csv$/i.test(name)) return blob.slice(0, CSV_HEAD_BYTES).text();
  if (!/\.safetensors$/i.test(name) || blob.size < 8) return "";
  const header = new DataView(await blob.slice(0, 8).arrayBuffer()).getUint32(0, true);
  return blob.slice(8, 8 + Math.min(header, MAX_HEADER_BYTES)).text();
}

/** What recognition needs to see of each file. */
export function seeFiles(files: readonly CorpusFile[]): Promise<SeenFile[]> {
  return Promise.all(
    files.map(async (file) => ({ path: file.name, bytes: file.blob.size, head: await readHead(file) })),
  );
}
