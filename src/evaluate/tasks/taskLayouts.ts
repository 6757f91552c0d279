import type { JsonObject } from "../../formats/json";
import { arc } from "./layouts/arc";
import { belebele } from "./layouts/belebele";
import { hellaswag } from "./layouts/hellaswag";
import { globalMmlu, mmlu, mmluTable } from "./layouts/mmlu";
import { continuations, questions } from "./layouts/multipleChoice";
import { piqa } from "./layouts/piqa";
import { sib200 } from "./layouts/sib200";
import { winogrande } from "./layouts/winogrande";
import type { TaskLayout } from "./taskLayout";

/** A file is of the first layout whose fields its rows have: those with more of them, or with rarer ones, come first. */
const TASK_LAYOUTS: readonly TaskLayout[] = [
  ...[belebele, globalMmlu, mmlu, mmluTable, winogrande, piqa, hellaswag, arc, sib200],
  ...[questions, continuations],
];

/** The layout whose fields a row has; undefined where it has those of none. */
export const layoutOf = (record: JsonObject): TaskLayout | undefined =>
  TASK_LAYOUTS.find(({ fields }) => fields.every((field) => Object.hasOwn(record, field)));
