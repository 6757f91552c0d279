import { FormatError } from "../../../formats/formatError";
import type { JsonObject } from "../../../formats/json";
import { type ChoiceDocument, letteredLines, sameContext } from "../choiceDocument";
import { choicesField, letterOrPlace, optionalText, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

const LETTERS = ["A", "B", "C", "D"];

function document(record: JsonObject, options: readonly string[], isDescribed: boolean): ChoiceDocument {
  const question = textField(record, "question");
  const subject = isDescribed ? optionalText(record, "subject") : undefined;
  if (options.length !== LETTERS.length) throw new FormatError(`${options.length} choices where MMLU has 4`);
  const lines = options.map((option, i) => `${LETTERS[i]}. ${option}`).join("\n");
  return {
    pairs: sameContext(`${question.trim()}\n${lines}\nAnswer:`, LETTERS),
    choices: LETTERS,
    description: subject
      ? `The following are multiple choice questions (with answers) about ${subject.replaceAll("_", " ")}.\n\n`
      : "",
    prompt: `Answer the following multiple choice question:\n\n${question}\n\n${letteredLines(options)}\n\nAnswer:`,
    gold: letterOrPlace(record, "answer", options.length),
  };
}

const common = { name: "MMLU", metrics: ["acc"] } as const;

/** MMLU (Hendrycks et al. 2021) as Hugging Face has it. */
export const mmlu: TaskLayout = {
  ...{ ...common, task: "mmlu", fields: ["question", "subject", "choices", "answer"] },
  read: (record) => document(record, choicesField(record, "choices"), true),
};

/** MMLU as its authors published it: a table, whose columns readTaskFile.ts names where it has no header. */
export const mmluTable: TaskLayout = {
  ...{ ...common, task: "mmlu", fields: ["question", "A", "B", "C", "D", "answer"] },
  read: (record) =>
    document(
      record,
      LETTERS.map((letter) => textField(record, letter)),
      true,
    ),
};

/** Global-MMLU (Singh et al. 2025), many languages. */
export const globalMmlu: TaskLayout = {
  ...{ ...common, task: "global_mmlu", name: "Global-MMLU" },
  fields: ["question", "option_a", "option_b", "option_c", "option_d", "answer"],
  read: (record) =>
    document(
      record,
      LETTERS.map((letter) => textField(record, `option_${letter.toLowerCase()}`)),
      false,
    ),
};
