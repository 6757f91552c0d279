import type { JsonObject } from "../../formats/json";
import type { MeasuredPair, ReportEvaluation } from "./reportValues";

/** What two measurements must share to be held beside each other: text, settings and seeds. */
const settingsKey = ({ kind, manifest }: ReportEvaluation): string =>
  JSON.stringify([kind, (manifest.settings as JsonObject | undefined)?.[kind] ?? null]);

/** The newest of each kind and settings, by these. */
function newest(evaluations: readonly ReportEvaluation[]): Map<string, ReportEvaluation> {
  const byDate = evaluations.toSorted((a, b) => a.date.localeCompare(b.date));
  return new Map(byDate.map((one) => [settingsKey(one), one]));
}

/**
 * Measurements of the tuned model, each with the base's of the same settings where there is one. The base's alone stand for a kind
 * of which the tuned model has none.
 */
export function pairMeasured(
  base: readonly ReportEvaluation[],
  tuned: readonly ReportEvaluation[],
): readonly MeasuredPair[] {
  const [ofBase, ofTuned] = [newest(base), newest(tuned)];
  const pairs = Array.from(ofTuned, ([key, one]) => ({ kind: one.kind, base: ofBase.get(key) ?? null, tuned: one }));
  const kinds = new Set(pairs.map(({ kind }) => kind));
  const alone = [...ofBase.values()].filter(({ kind }) => !kinds.has(kind));
  return [...pairs, ...alone.map((one) => ({ kind: one.kind, base: one, tuned: null }))];
}
