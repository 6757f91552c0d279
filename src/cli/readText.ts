import { basename } from "node:path";
import type { Corpus, ImportOptions, LanguageTokens } from "../corpus/corpus";
import { importCorpus } from "../corpus/importCorpus";
import type { TextTokenizer } from "../corpus/loadTokenizer";
import { tokenizeLanguage } from "../corpus/tokenizeCorpus";
import type { CommandContext } from "./command";
import type { Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { folderFiles } from "./folderFiles";
import type { TEXT_OPTIONS } from "./modelOptions";
import { percent } from "./progress";

/** Issues that are told one by one. */
const MAX_TOLD = 20;

export const importOptions = ({
  textField,
  languageField,
  removeDuplicates,
}: Values<typeof TEXT_OPTIONS>): ImportOptions => ({
  removeDuplicates,
  ...(textField === undefined ? {} : { textField }),
  ...(languageField === undefined ? {} : { languageField }),
});

/** Reads the text under these files and folders. What could not be read is told; no text at all is an error. */
export async function readText(
  paths: readonly string[],
  what: string,
  options: ImportOptions,
  { signal, progress }: CommandContext,
): Promise<Corpus> {
  const files: { name: string; blob: Blob }[] = [];
  for (const path of paths) {
    for (const file of await folderFiles(path, what)) {
      // The folder's own name says nothing of a language, and would be part of the corpus's identity.
      const inside = file.name.slice(file.name.indexOf("/") + 1);
      files.push({ name: paths.length > 1 ? `${basename(path)}/${inside}` : inside, blob: file.blob });
    }
  }
  const corpus = await importCorpus(files, options, {
    signal,
    onProgress: ({ file, bytesRead, bytesTotal }) =>
      progress.tell(`reading ${file}: ${percent(bytesRead, bytesTotal)}`),
  });
  for (const { file, line, reason } of corpus.issues.slice(0, MAX_TOLD)) {
    progress.say(`${file}${line > 0 ? `, line ${line}` : ""}: ${reason}`);
  }
  if (corpus.issues.length > MAX_TOLD) progress.say(`and ${corpus.issues.length - MAX_TOLD} more like these`);
  if (corpus.languages.length === 0) throw new UsageError(`${what} ${paths.join(",")}: there is no text to read`);
  return corpus;
}

/** Tokens of one language of the corpus. */
export async function tokensOf(
  corpus: Corpus,
  language: string,
  tokenizer: TextTokenizer,
  { signal, progress }: CommandContext,
): Promise<LanguageTokens> {
  const text = corpus.languages.find((entry) => entry.language === language);
  if (!text) {
    const known = corpus.languages.map((entry) => entry.language).join(", ");
    throw new UsageError(`there is no text in ${language}: there is ${known}`);
  }
  return tokenizeLanguage(text, tokenizer, {
    signal,
    onProgress: ({ documents, documentsTotal }) =>
      progress.tell(`tokenizing ${language}: ${percent(documents, documentsTotal)}`),
  });
}
