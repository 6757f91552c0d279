import { FormatError } from "../../../formats/formatError";
import { letteredLines } from "../choiceDocument";
import { countedAnswer, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

/**
 * WinoGrande (Sakaguchi et al. 2020). The harness scores it partially: each option is put in the gap, and what is scored is the rest
 * of the sentence behind it (Trinh and Le 2018), which is the same for both.
 */
export const winogrande: TaskLayout = {
  task: "winogrande",
  name: "WinoGrande",
  fields: ["sentence", "option1", "option2", "answer"],
  metrics: ["acc"],
  read(record) {
    const sentence = textField(record, "sentence");
    const options = [textField(record, "option1"), textField(record, "option2")];
    const gap = sentence.indexOf("_");
    if (gap < 0) throw new FormatError('field "sentence" has no gap ("_")');
    const rest = sentence.slice(gap + 1).trim();
    if (rest === "") throw new FormatError('nothing stands behind the gap of "sentence" that could be scored');
    const contexts = options.map((option) => sentence.slice(0, gap) + option);
    return {
      pairs: contexts.map((context) => ({ context, continuation: rest })),
      choices: contexts,
      description: "",
      prompt: `Complete the sentence by choosing the correct option:\n\n${sentence}\n\n${letteredLines(options)}\n\nAnswer:`,
      gold: countedAnswer(record, "answer", 1, 2),
    };
  },
};
