import { letteredLines, sameContext } from "../choiceDocument";
import { countedAnswer, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

/** PIQA (Bisk et al. 2020). */
export const piqa: TaskLayout = {
  task: "piqa",
  name: "PIQA",
  fields: ["goal", "sol1", "sol2", "label"],
  metrics: ["acc", "acc_norm"],
  read(record) {
    const goal = textField(record, "goal");
    const solutions = [textField(record, "sol1"), textField(record, "sol2")];
    return {
      pairs: sameContext(`Question: ${goal}\nAnswer:`, solutions),
      choices: solutions,
      description: "",
      prompt: `Choose the most appropriate solution for the following goal:\n\nGoal: ${goal}\n\n${letteredLines(solutions)}\n\nAnswer:`,
      gold: countedAnswer(record, "label", 0, 2),
    };
  },
};
