import type { Corpus, ImportOptions } from "../corpus/corpus";
import type { JsonObject } from "../formats/json";

/**
 * How a text was read, for the settings of an evaluation: beside the corpus's hash, which is of whole files in no order, all that
 * decides the documents of each language and their order. The page and the commands name it alike.
 */
export function readingSettings({ order }: Pick<Corpus, "order">, options: ImportOptions): JsonObject {
  const { removeDuplicates = false, labels = {} } = options;
  return {
    removeDuplicates,
    textField: options.textField ?? null,
    languageField: options.languageField ?? null,
    idField: options.idField ?? null,
    labels: Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    order,
  };
}
