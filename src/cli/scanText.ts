import type { Corpus, ImportOptions, LanguageTokens, PackingConfig, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { packingOf } from "../worker/scanPlan";
import type { CommandContext } from "./command";
import { given, type Options, type Values } from "./commandLine";
import { asUsage, UsageError } from "./exitCodes";
import { toLanguage } from "./language";
import { TEXT_OPTIONS } from "./modelOptions";
import type { CliModel } from "./openModel";
import { importOptions, readText, tokensOf } from "./readText";

/** What is scanned of which text. */
export const SCAN_TEXT_OPTIONS = {
  corpus: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "text, a language a file: files and folders, separated by commas",
  },
  languages: {
    kind: "list",
    value: "CODES",
    help: "languages to count, as mlt_Latn or mt; all of the corpus unless given",
  },
  tokensPerLanguage: {
    kind: "integer",
    min: 1,
    help: "at most so many tokens of each language, whole windows drawn with the seed",
  },
  seqLen: { kind: "integer", min: 2, help: "tokens a window; 512, or the model's context where that is shorter" },
  seed: { kind: "integer", help: "of the windows that are drawn; 1 unless given" },
  bos: { kind: "flag", help: "put the BOS token before each window" },
  oneDocumentAWindow: { kind: "flag", help: "one document a window, cut at --seq-len; padding is not counted" },
  ...TEXT_OPTIONS,
} as const satisfies Options;

/** Tokens of each language, in the corpus's order, and how windows are made of them. */
export interface ScanText {
  readonly corpus: Corpus;
  readonly reading: ImportOptions;
  readonly packing: PackingConfig;
  readonly tokens: readonly LanguageTokens[];
}

export async function readScanText(
  options: Values<typeof SCAN_TEXT_OPTIONS>,
  { info, tokenizer }: CliModel,
  context: CommandContext,
): Promise<ScanText> {
  const { bos, oneDocumentAWindow, seqLen, seed, tokensPerLanguage } = options;
  const wanted = { bos, oneDocumentAWindow, ...given({ seqLen, seed, tokensPerLanguage }) };
  const packing = asUsage(() => packingOf(wanted, info));
  const reading = importOptions(options);
  const corpus = await readText(options.corpus, "--corpus", reading, context);
  const known = corpus.languages.map(({ language }) => language);
  const chosen = options.languages?.map(toLanguage) ?? known;
  const missing = chosen.filter((language) => !known.includes(language));
  if (missing.length > 0) {
    throw new UsageError(`--languages: there is no text in ${missing.join(", ")}: there is ${known.join(", ")}`);
  }
  const ofLanguages: LanguageTokens[] = [];
  for (const language of known.filter((one) => chosen.includes(one))) {
    const tokens = await tokensOf(corpus, language, tokenizer, context);
    ofLanguages.push(tokens);
  }
  return { corpus, reading, packing, tokens: ofLanguages };
}

/** Windows of each language. Throws a UsageError where one has none. */
export const packScanText = ({ tokens, packing }: ScanText, { info }: CliModel): TokenBatch[] =>
  tokens.map((own) => asUsage(() => packWindows(own, packing, info.padTokenId ?? 0)));
