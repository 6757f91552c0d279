import { sha256 } from "hash-wasm";
import type { Corpus, CorpusFile, ImportOptions, ImportProgress } from "./corpus";
import { type FileText, readFileText } from "./fileText";
import { importIssues } from "./importIssues";
import { joinLanguages } from "./joinLanguages";
import { pauses } from "./pauses";
import { openFile } from "./readContainer";
import { UNPACK_LIMITS, type UnpackLimits, unpackLimiter } from "./unpackLimits";

/** What an import is given besides the files. */
export interface ImportHooks {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly limits?: UnpackLimits;
  /** Milliseconds after which waiting events run and progress is told. */
  readonly yieldEveryMs?: number;
}

/** What `Corpus.hash` and `Corpus.order` are made of. */
async function corpusHashes(texts: readonly FileText[]): Promise<Pick<Corpus, "hash" | "order">> {
  const linesOf = (some: readonly FileText[]): string[] =>
    some.map(({ language, size, sha256: hash }) => `${language}\t${size}\t${hash}\n`);
  // A stable sort: files of one language stay in their order.
  const byLanguage = texts.toSorted((a, b) => (a.language < b.language ? -1 : a.language > b.language ? 1 : 0));
  return {
    hash: await sha256(linesOf(texts).toSorted().join("")),
    order: await sha256(linesOf(byLanguage).join("")),
  };
}

/**
 * Reads files to documents by language: .txt, .jsonl, .csv and .tsv, each also .gz, and .zip of these. Files are read as
 * streams, one after another in name order, and hashed on the way. Whatever is wrong with them is in `issues`, with the file,
 * the line and the reason; the rest is kept.
 * @throws only the signal's reason, when it aborts
 */
export async function importCorpus(
  files: readonly CorpusFile[],
  options: ImportOptions,
  { signal, onProgress = () => undefined, limits = UNPACK_LIMITS, yieldEveryMs = 50 }: ImportHooks,
): Promise<Corpus> {
  const issues = importIssues();
  const limit = unpackLimiter(limits);
  let progress: ImportProgress | undefined;
  // Told at the pauses alone: a folder of many small files would flood the page with messages.
  const tellProgress = (): void => progress && onProgress(progress);
  const pause = pauses(signal, yieldEveryMs, tellProgress);
  const texts: FileText[] = [];
  const bytesTotal = files.reduce((sum, { blob }) => sum + blob.size, 0);
  let bytesBefore = 0;
  for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    let fileBytes = 0;
    const onBytes = (bytes: number): void => {
      // Never more than the file has, whatever an archive says of its parts.
      fileBytes = Math.min(fileBytes + bytes, file.blob.size);
      progress = { file: file.name, bytesRead: bytesBefore + fileBytes, bytesTotal };
    };
    const onIssue = (name: string, reason: string): void => issues.add(name, 0, reason);
    for await (const part of openFile(file, { limits, limit, signal, onBytes, onIssue })) {
      const report = (line: number, reason: string, excerpt?: string) => issues.add(part.name, line, reason, excerpt);
      texts.push(...(await readFileText(part, options, report, pause)));
    }
    signal.throwIfAborted();
    onBytes(file.blob.size);
    bytesBefore += file.blob.size;
  }
  tellProgress();
  const languages = joinLanguages(texts, options.removeDuplicates ?? false, (file, reason) =>
    issues.add(file, 0, reason),
  );
  return { languages, issues: issues.list(), ...(await corpusHashes(texts)) };
}
