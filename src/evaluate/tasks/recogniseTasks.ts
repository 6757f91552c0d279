import type { SkippedRow } from "../taskResult";
import { translationLanguages } from "../translationSet";
import type { HashedFile, TaskFiles } from "./readTaskFiles";
import { type ChoiceSet, choiceSets } from "./taskSets";

/** Sentences of several languages that translate each other: one set, asked in any direction. */
export interface TranslationSentences {
  readonly id: "translation";
  readonly languages: readonly string[];
  readonly files: readonly HashedFile[];
}

/** A file's name, which tells language, part and subject, and the sha256 of its bytes. */
export type NamedHash = readonly [name: string, sha256: string];

/** What can be asked of a model. The hashes are in the order in which the files are asked. */
export type TaskSet =
  | { readonly kind: "choice"; readonly set: ChoiceSet; readonly hashes: readonly NamedHash[] }
  | { readonly kind: "translation"; readonly set: TranslationSentences; readonly hashes: readonly NamedHash[] };

export interface RecognisedTasks {
  readonly sets: readonly TaskSet[];
  /** Files that are of no layout, and what could not be read. */
  readonly issues: readonly SkippedRow[];
}

const NOT_KNOWN =
  "its rows have the fields of no task (BELEBELE, MMLU, SIB-200, ARC, HellaSwag, PIQA, WinoGrande, or question, choices, answer), and there is no second language to translate it from or to";

const hashesOf = (files: readonly HashedFile[], names: readonly string[]): NamedHash[] =>
  files.flatMap(({ name, sha256 }): NamedHash[] => (names.includes(name) ? [[name, sha256]] : []));

/** The tasks that files hold. Those without choices are sentences to translate, where there are two languages of them. */
export function recogniseTasks({ files, issues }: TaskFiles): RecognisedTasks {
  const { sets, unused } = choiceSets(files);
  const rest = files.filter(({ name }) => unused.some((file) => file.name === name));
  const languages = translationLanguages(rest);
  const choices = sets.map((set): TaskSet => ({ kind: "choice", set, hashes: hashesOf(files, set.files) }));
  if (languages.length < 2) {
    return {
      sets: choices,
      issues: [...issues, ...rest.map(({ name }) => ({ file: name, row: 0, reason: NOT_KNOWN }))],
    };
  }
  const set: TranslationSentences = { id: "translation", languages, files: rest };
  const names = rest.map(({ name }) => name);
  return { sets: [...choices, { kind: "translation", set, hashes: hashesOf(files, names) }], issues };
}
