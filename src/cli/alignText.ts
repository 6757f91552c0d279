import type { LanguageText, LanguageTokens } from "../corpus/corpus";
import { type ParallelSentences, parallelSentences } from "../evaluate/parallelSentences";
import type { JsonObject } from "../formats/json";
import { readingSettings } from "../worker/readingSettings";
import type { CommandContext } from "./command";
import { given, type Options, type Values } from "./commandLine";
import { asUsage, UsageError } from "./exitCodes";
import { toLanguage } from "./language";
import { TEXT_OPTIONS } from "./modelOptions";
import type { CliModel } from "./openModel";
import { importOptions, readText, tokensOf } from "./readText";

/** How translations are read. */
export const ALIGN_TEXT_OPTIONS = {
  corpus: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "translations, aligned by line (record) or by --id-field, a language a file: files and folders, separated by commas",
  },
  languages: {
    kind: "list",
    value: "CODES",
    help: "languages to compare, as mlt_Latn or mt; all of the corpus unless given",
  },
  sentences: { kind: "integer", min: 2, help: "at most so many sentences, the first that all languages have" },
  idField: {
    kind: "text",
    value: "NAME",
    help: "field or column with an id that translations share; else they are aligned by line, and files of unequal lengths are refused",
  },
  textField: TEXT_OPTIONS.textField,
  languageField: TEXT_OPTIONS.languageField,
} as const satisfies Options;

/** Translations, and how they were read. */
export interface AlignText {
  readonly hash: string;
  readonly reading: JsonObject;
  readonly sentences: ParallelSentences;
}

/**
 * The translations that all chosen languages have.
 * @throws UsageError where a language has no text, or texts cannot be aligned
 */
export async function readSentences(
  options: Values<typeof ALIGN_TEXT_OPTIONS>,
  model: CliModel,
  context: CommandContext,
): Promise<AlignText> {
  const { idField } = options;
  const reading = { ...importOptions({ ...options, removeDuplicates: false }), ...given({ idField }) };
  const corpus = await readText(options.corpus, "--corpus", reading, context);
  const known = corpus.languages.map(({ language }) => language);
  const chosen = options.languages?.map(toLanguage) ?? known;
  const texts: LanguageText[] = corpus.languages.filter(({ language }) => chosen.includes(language));
  const missing = chosen.filter((language) => !known.includes(language));
  if (missing.length > 0) {
    throw new UsageError(`--languages: there is no text in ${missing.join(", ")}: there is ${known.join(", ")}`);
  }
  const tokens: LanguageTokens[] = [];
  for (const { language } of texts) tokens.push(await tokensOf(corpus, language, model.tokenizer, context));
  const sentences = asUsage(() => parallelSentences(texts, tokens, options.sentences));
  for (const { language, sentences: lacking } of sentences.missing) {
    context.progress.say(`${language} lacks ${lacking} sentences that others have: they are left out`);
  }
  return { hash: corpus.hash, reading: readingSettings(corpus, reading), sentences };
}
