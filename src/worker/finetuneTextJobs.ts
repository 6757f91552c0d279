import { readText, tableOf, tokenize } from "./corpusJobs";
import type { Handler } from "./handler";
import { NO_CORPUS } from "./missing";
import type { FinetuneTexts, TextPart } from "./textProtocol";
import { need, workbench } from "./workbench";

function toTable(part: TextPart): FinetuneTexts[TextPart] {
  const open = workbench.finetuneText[part];
  return open && tableOf(open);
}

const tables = (): FinetuneTexts => ({ train: toTable("train"), validation: toTable("validation") });

/** Puts text in the place of that part; "corpus" is the scan's, as it is now. */
export const setFinetuneText: Handler<"setFinetuneText"> = async ({ part, files, options }, context) => {
  workbench.finetuneText[part] =
    files === "corpus" ? need(workbench.corpus, NO_CORPUS) : await readText(files, options, context);
  return tables();
};

export const clearFinetuneText: Handler<"clearFinetuneText"> = ({ part }) => {
  workbench.finetuneText[part] = null;
  return tables();
};

/** Counts both parts with the tokenizer of the open model. */
export const tokenizeFinetuneText: Handler<"tokenizeFinetuneText"> = async (_, context) => {
  for (const open of Object.values(workbench.finetuneText)) if (open) await tokenize(open, context);
  return tables();
};
