import { FormatError } from "../../../formats/formatError";
import { asJsonObject, type JsonObject } from "../../../formats/json";
import { letteredLines, sameContext } from "../choiceDocument";
import { labelledChoices, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

/** The authors' own files have question and choices in an object, `question: {stem, choices}`. */
function flattened(record: JsonObject): JsonObject {
  const { question } = record;
  if (typeof question !== "object" || question === null || Array.isArray(question)) return record;
  const { stem = null, choices = null } = asJsonObject(question, 'field "question"');
  return { ...record, question: stem, choices };
}

/** ARC (Clark et al. 2018). Its two parts have the same fields: the file's name tells them apart. */
export const arc: TaskLayout = {
  task: "arc",
  name: "ARC",
  fields: ["question", "answerKey"],
  metrics: ["acc", "acc_norm"],
  read(record) {
    const row = flattened(record);
    const question = textField(row, "question");
    const { texts, labels } = labelledChoices(row, "choices");
    const key = textField(row, "answerKey").trim();
    const gold = labels.indexOf(key);
    if (gold < 0) throw new FormatError(`answerKey ${JSON.stringify(key)} is none of the labels ${labels.join(", ")}`);
    return {
      pairs: sameContext(`Question: ${question}\nAnswer:`, texts),
      choices: texts,
      description: "",
      prompt: `Answer the following question:\n\n${question}\n\n${letteredLines(texts)}\n\nAnswer:`,
      gold,
    };
  },
  part: (file) => (/challenge/i.test(file) ? "arc_challenge" : /easy/i.test(file) ? "arc_easy" : undefined),
};
