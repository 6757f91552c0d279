import type { JsonObject } from "../../../formats/json";
import { letteredLines, sameContext } from "../choiceDocument";
import { choicesField, countedAnswer, optionalText, textField } from "../recordFields";
import type { TaskLayout } from "../taskLayout";

/** As the harness cleans the text of what WikiHow left in it. */
const cleaned = (text: string): string =>
  text
    .trim()
    .replaceAll(" [title]", ". ")
    .replaceAll(/\[.*?\]/g, "")
    .replaceAll("  ", " ");

/** Python's `capitalize`: the first character in upper case, all others in lower case. */
function capitalized(text: string): string {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

function context(record: JsonObject): string {
  const whole = textField(record, "ctx");
  const first = optionalText(record, "ctx_a");
  return first === undefined ? whole : `${first} ${capitalized(optionalText(record, "ctx_b") ?? "")}`;
}

/** HellaSwag (Zellers et al. 2019). Without `ctx_a` and `activity_label` the context is `ctx` as it stands. */
export const hellaswag: TaskLayout = {
  task: "hellaswag",
  name: "HellaSwag",
  fields: ["ctx", "endings", "label"],
  metrics: ["acc", "acc_norm"],
  read(record) {
    const endings = choicesField(record, "endings");
    const activity = optionalText(record, "activity_label");
    const choices = endings.map(cleaned);
    return {
      pairs: sameContext(
        cleaned(activity === undefined ? context(record) : `${activity}: ${context(record)}`),
        choices,
      ),
      choices,
      description: "",
      prompt: `Complete the following scenario by choosing the most likely continuation:\n\n${textField(record, "ctx")}\n\n${letteredLines(endings)}\n\nAnswer:`,
      gold: countedAnswer(record, "label", 0, endings.length),
    };
  },
};
