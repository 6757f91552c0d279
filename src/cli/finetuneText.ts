import type { Corpus } from "../corpus/corpus";
import type { FinetuneTokens } from "../worker/finetuneWindows";
import type { CommandContext } from "./command";
import type { Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { toLanguage } from "./language";
import type { TEXT_OPTIONS } from "./modelOptions";
import type { CliModel } from "./openModel";
import { importOptions, readText, tokensOf } from "./readText";

interface TextOptions extends Values<typeof TEXT_OPTIONS> {
  readonly corpus: readonly string[];
  readonly validation?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly watch?: readonly string[] | undefined;
}

/** The tokens of a run's languages, and the hashes of the text they are of. */
export interface FinetuneText {
  readonly language: string;
  readonly tokens: FinetuneTokens;
  readonly hashes: { readonly train: string; readonly validation: string | null };
}

const namesOf = (corpus: Corpus | null): string[] => corpus?.languages.map(({ language }) => language) ?? [];

function languageMeant(wanted: string | undefined, corpus: Corpus): string {
  const known = namesOf(corpus);
  const language = wanted === undefined ? (known.length === 1 ? known[0] : undefined) : toLanguage(wanted);
  if (language !== undefined && known.includes(language)) return language;
  const why = language === undefined ? "--language is missing" : `there is no text in ${language}`;
  throw new UsageError(`${why}: the corpus has ${known.join(", ")}`);
}

/** Reads and tokenizes what is trained on, validated with and watched. */
export async function readFinetuneText(
  options: TextOptions,
  { tokenizer }: CliModel,
  context: CommandContext,
): Promise<FinetuneText> {
  const reading = importOptions(options);
  const train = await readText(options.corpus, "--corpus", reading, context);
  const validation = options.validation ? await readText(options.validation, "--validation", reading, context) : null;
  const language = languageMeant(options.language, train);
  const others = namesOf(validation).filter((name) => name !== language);
  const watched: FinetuneTokens["watched"][number][] = [];
  for (const name of new Set(options.watch?.map(toLanguage) ?? others)) {
    const isValidation = namesOf(validation).includes(name);
    const corpus = isValidation ? validation! : train;
    const from = isValidation ? ("validation text" as const) : ("corpus" as const);
    if (name === language) throw new UsageError(`--watch has ${name}, which is trained on and always validated`);
    watched.push({ tokens: await tokensOf(corpus, name, tokenizer, context), from });
  }
  const hasTarget = namesOf(validation).includes(language);
  return {
    language,
    tokens: {
      train: await tokensOf(train, language, tokenizer, context),
      target: hasTarget ? await tokensOf(validation!, language, tokenizer, context) : null,
      watched,
    },
    hashes: { train: train.hash, validation: validation?.hash ?? null },
  };
}
