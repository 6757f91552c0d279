import { splitAtBlanks, trimEndBlanks } from "./unicodeBlanks";

/**
 * How a text is cut into words for BLEU: `13a` is the standard of the shared tasks on translation (mteval-v13a), for languages
 * of spaces and ASCII punctuation; `intl` also cuts at punctuation and symbols of other scripts (mteval-v14's international
 * tokenization); `char` takes each character for a word.
 */
export type BleuTokenizer = "13a" | "intl" | "char";

export const BLEU_TOKENIZERS: readonly BleuTokenizer[] = ["13a", "intl", "char"];

/** One rule of a tokenizer: put spaces around what matches. */
type Rule = readonly [pattern: RegExp, spaced: string];

function applyRules(text: string, rules: readonly Rule[]): string[] {
  return splitAtBlanks(rules.reduce((spaced, [pattern, by]) => spaced.replace(pattern, by), text));
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ["&quot;", '"'],
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
];

const RULES_13A: readonly Rule[] = [
  // ASCII punctuation and symbols but for ' , - and .
  [/([{-~[-` -&(-+:-@/])/gu, " $1 "],
  // Periods and commas not behind a digit, then those not before one: 1,000.5 stays whole.
  [/([^0-9])([.,])/gu, "$1 $2 "],
  [/([.,])([^0-9])/gu, " $1 $2"],
  // A dash behind a digit.
  [/([0-9])(-)/gu, "$1 $2 "],
];

function tokenize13a(text: string): string[] {
  // Marks of the test sets of old: segments left out, hyphens at line ends, entities (one level of them).
  let line = text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  if (line.includes("&")) for (const [entity, character] of ENTITIES) line = line.replaceAll(entity, character);
  // The rules on periods and commas need a neighbour on either side.
  return applyRules(` ${line} `, RULES_13A);
}

const RULES_INTL: readonly Rule[] = [
  [/(\P{N})(\p{P})/gu, "$1 $2 "],
  [/(\p{P})(\P{N})/gu, " $1 $2"],
  [/(\p{S})/gu, " $1 "],
];

const TOKENIZE: Readonly<Record<BleuTokenizer, (text: string) => string[]>> = {
  "13a": tokenize13a,
  intl: (text) => applyRules(text, RULES_INTL),
  char: (text) => splitAtBlanks(Array.from(text).join(" ")),
};

/** The words of a text, as sacreBLEU counts them; characters are code points. */
export const tokenizeForBleu = (text: string, tokenizer: BleuTokenizer): string[] =>
  TOKENIZE[tokenizer](trimEndBlanks(text));
