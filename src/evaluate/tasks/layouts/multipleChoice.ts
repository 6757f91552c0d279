import { letteredLines, sameContext } from "../choiceDocument";
import { anyAnswer, choicesField, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

const common = { task: "multiple_choice", name: "Multiple choice", metrics: ["acc", "acc_norm"] } as const;

/** Any question with choices, asked in the words that the harness has for ARC, and generated in those published for MMLU. */
export const questions: TaskLayout = {
  ...{ ...common, fields: ["question", "choices", "answer"] },
  read(record) {
    const question = textField(record, "question");
    const choices = choicesField(record, "choices");
    return {
      pairs: sameContext(`Question: ${question}\nAnswer:`, choices),
      choices,
      description: "",
      prompt: `Answer the following multiple choice question:\n\n${question}\n\n${letteredLines(choices)}\n\nAnswer:`,
      gold: anyAnswer(record, "answer", choices),
    };
  },
};

/** Text that is gone on with: a prompt as it stands, and its continuations; generated in the words published for HellaSwag. */
export const continuations: TaskLayout = {
  ...{ ...common, fields: ["prompt", "choices", "answer"] },
  read(record) {
    const prompt = textField(record, "prompt");
    const choices = choicesField(record, "choices");
    return {
      pairs: sameContext(prompt, choices),
      choices,
      description: "",
      prompt: `Complete the following scenario by choosing the most likely continuation:\n\n${prompt}\n\n${letteredLines(choices)}\n\nAnswer:`,
      gold: anyAnswer(record, "answer", choices),
    };
  },
};
