import type { CorpusFile } from "../corpus/corpus";

/** A text file: picked, named, or its address. */
export type TextSource = File | CorpusFile | string;

/** A File keeps the path of the folder it was picked from, where the browser gives one. */
export function toNamedBlob(file: File | CorpusFile): CorpusFile {
  if ("blob" in file) return file;
  const name = file.webkitRelativePath || file.name;
  if (!name) {
    throw new TypeError(
      'a Blob has no name, and the name says language and format: give { name: "mlt_Latn.txt", blob }',
    );
  }
  return { name, blob: file };
}

/** Fetches a text file; it is named by the last part of its address. */
async function fetchText(address: string, signal: AbortSignal): Promise<CorpusFile> {
  const url = URL.parse(address, globalThis.location?.href);
  if (url === null) throw new TypeError(`"${address}" is not an address of a text file`);
  const name = nameIn(url);
  if (name === "") throw new TypeError(`${url.href} is the address of a folder: give those of its text files`);
  const response = await fetch(url, { signal }).catch((error: Error) => {
    signal.throwIfAborted();
    throw new Error(
      `${url.href} could not be fetched (${error.message}): look at the address, and whether its server lets other pages read it (CORS)`,
    );
  });
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}: look at the address`);
  return { name, blob: await response.blob() };
}

function nameIn({ pathname }: URL): string {
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The files that a person or a script gave, or the one, those with an address fetched. */
export function readTextSources(
  source: TextSource | readonly TextSource[],
  signal: AbortSignal,
): Promise<CorpusFile[]> {
  const sources: readonly TextSource[] = Array.isArray(source) ? source : [source as TextSource];
  return Promise.all(sources.map(async (one) => (typeof one === "string" ? fetchText(one, signal) : toNamedBlob(one))));
}
