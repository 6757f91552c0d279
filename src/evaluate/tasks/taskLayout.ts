import type { JsonObject } from "../../formats/json";
import type { ChoiceDocument } from "./choiceDocument";

/** How the rows of a data set are laid out, and what is asked with them. */
export interface TaskLayout {
  /** As lm-evaluation-harness names the task. */
  readonly task: string;
  /** In front of people. */
  readonly name: string;
  /** Fields that every row has; a file whose rows have them is of this layout. */
  readonly fields: readonly string[];
  /** Accuracies that lm-evaluation-harness gives. */
  readonly metrics: readonly ("acc" | "acc_norm")[];
  /** @throws FormatError that says what is wrong with the row */
  readonly read: (record: JsonObject) => ChoiceDocument;
  /** A part of the data set that has a name of its own there, from the file's name. */
  readonly part?: (file: string) => string | undefined;
}
