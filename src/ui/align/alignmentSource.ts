import { formatCount, formatPlural } from "../format";
import type { KeptPair } from "./useAlignments";

/** What pictures of an alignment say of their origin. */
export function alignmentSource(kept: KeptPair): string {
  const [{ summary, result }, second] = kept;
  const runs = [summary, ...(second ? [second.summary] : [])].flatMap(({ run }) => (run ? [run.name] : []));
  return [
    `${summary.model.name} ${summary.model.dtype}`,
    ...runs,
    formatPlural(result.languages.length, "language"),
    `${formatCount(result.nSentences)} sentences each, mean over tokens`,
    (second ?? kept[0]).summary.date.slice(0, 10),
  ].join(" · ");
}
