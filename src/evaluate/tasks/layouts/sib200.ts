import { FormatError } from "../../../formats/formatError";
import { sameContext } from "../choiceDocument";
import { textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

/** In the order of both presets. */
const CATEGORIES = ["science/technology", "travel", "politics", "sports", "health", "entertainment", "geography"];

/** As published, with the two blanks behind "Travel". */
const TOPICS = "A) Science/Technology\nB) Travel  \nC) Politics\nD) Sports\nE) Health\nF) Entertainment\nG) Geography";

/** SIB-200 (Adelani et al. 2024). The harness has it in AfroBench, for other languages with the same words (`sib_*_prompt_1`). */
export const sib200: TaskLayout = {
  task: "sib200",
  name: "SIB-200",
  fields: ["text", "category"],
  metrics: ["acc"],
  read(record) {
    const text = textField(record, "text");
    const category = textField(record, "category");
    const gold = CATEGORIES.indexOf(category.trim().toLowerCase());
    if (gold < 0) throw new FormatError(`category ${JSON.stringify(category)} is none of ${CATEGORIES.join(", ")}`);
    return {
      pairs: sameContext(
        `Given the categories science/technology, travel, politics, sports, health, entertainment, or geography; what category does the text: '${text}' belong to: \n\n`,
        CATEGORIES,
      ),
      choices: CATEGORIES,
      description: "",
      prompt: `Classify the following text into one of these topics:\n${TOPICS}\n\nText: ${text}\n\nAnswer:`,
      gold,
    };
  },
};
