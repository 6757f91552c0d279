import { findLanguage } from "../../../corpus/languageNames";
import { letteredLines, sameContext } from "../choiceDocument";
import { countedAnswer, optionalText, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

const LETTERS = ["A", "B", "C", "D"];

/** BELEBELE (Bandarkar et al. 2024). Older versions of the harness end the prompt with a full-width colon; this is the later one. */
export const belebele: TaskLayout = {
  task: "belebele",
  name: "BELEBELE",
  fields: ["flores_passage", "question", "mc_answer1", "mc_answer2", "mc_answer3", "mc_answer4", "correct_answer_num"],
  metrics: ["acc", "acc_norm"],
  read(record) {
    const passage = textField(record, "flores_passage");
    const question = textField(record, "question");
    const answers = [1, 2, 3, 4].map((i) => textField(record, `mc_answer${i}`));
    const lines = answers.map((answer, i) => `${LETTERS[i]}: ${answer}`).join("\n");
    const dialect = optionalText(record, "dialect");
    return {
      pairs: sameContext(`P: ${passage}\nQ: ${question.trim()}\n${lines}\nAnswer:`, LETTERS),
      choices: LETTERS,
      description: "",
      prompt: `Read the following passage and pick the right answer.\n\nPassage: ${passage}\n\nQuestion: ${question}\n\n${letteredLines(answers)}\n\nAnswer:`,
      gold: countedAnswer(record, "correct_answer_num", 1, 4),
      language: dialect && findLanguage(dialect),
    };
  },
};
