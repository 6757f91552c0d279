import type { Corpus, LanguageTokens } from "../corpus/corpus";
import { corpusTable } from "../corpus/corpusTable";
import { importCorpus } from "../corpus/importCorpus";
import { tokenizeLanguage } from "../corpus/tokenizeCorpus";
import type { Handler, JobContext } from "./handler";
import { mergeFiles } from "./mergeFiles";
import { NO_CORPUS } from "./missing";
import type { OpenModel } from "./openModel";
import type { CorpusProgress, CorpusTable } from "./textProtocol";
import { need, type OpenCorpus, workbench } from "./workbench";

/** Tokens of a language by the model's tokenizer; made once, then kept with the corpus. */
export async function tokensOf(
  language: string,
  model: OpenModel,
  { corpus, tokens }: OpenCorpus,
  signal: AbortSignal,
): Promise<LanguageTokens> {
  const known = tokens.get(language);
  if (known) return known;
  const text = corpus.languages.find((entry) => entry.language === language)!;
  const made = await tokenizeLanguage(text, model.tokenizer, { signal });
  tokens.set(language, made);
  return made;
}

/** Tokenizes what is not yet tokenized, where a model is open. */
export async function tokenize(open: OpenCorpus, { signal, onProgress }: JobContext<CorpusProgress>): Promise<void> {
  const { languages } = open.corpus;
  for (const [k, { language }] of languages.entries()) {
    if (!workbench.model) return;
    onProgress({ step: "tokenizing", name: language, done: k, total: languages.length });
    await tokensOf(language, workbench.model, open, signal);
  }
}

/** Reads files with options, and tokenizes them where a model is open. */
export async function readText(
  files: OpenCorpus["files"],
  options: OpenCorpus["options"],
  context: JobContext<CorpusProgress>,
): Promise<OpenCorpus> {
  const { signal, onProgress } = context;
  const corpus: Corpus = await importCorpus(files, options, {
    signal,
    onProgress: ({ file, bytesRead, bytesTotal }) =>
      onProgress({ step: "reading", name: file, done: bytesRead, total: bytesTotal }),
  });
  const open: OpenCorpus = { files, options, corpus, tokens: new Map() };
  await tokenize(open, context);
  return open;
}

async function place(open: Promise<OpenCorpus>): Promise<CorpusTable> {
  workbench.corpus = await open;
  return tableOf(workbench.corpus);
}

export function tableOf({ corpus, tokens, options }: OpenCorpus): CorpusTable {
  const issues = [...corpus.issues, ...corpus.languages.flatMap(({ language }) => tokens.get(language)?.issues ?? [])];
  return { rows: corpusTable(corpus, tokens), issues, hash: corpus.hash, options };
}

export const addCorpus: Handler<"addCorpus"> = async ({ files, options }, context) =>
  place(readText(await mergeFiles(workbench.corpus?.files ?? [], files, context.signal), options, context));

export const importAgain: Handler<"importAgain"> = ({ options }, context) =>
  place(readText(need(workbench.corpus, NO_CORPUS).files, options, context));

export const tokenizeCorpus: Handler<"tokenizeCorpus"> = async (_, context) => {
  const open = need(workbench.corpus, NO_CORPUS);
  await tokenize(open, context);
  return tableOf(open);
};

export const clearCorpus: Handler<"clearCorpus"> = () => {
  workbench.corpus = null;
  return null;
};
