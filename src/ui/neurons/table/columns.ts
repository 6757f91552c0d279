import type { NeuronTable } from "../../../lape/neuronTable";
import { languageLabels } from "../../charts/languageLabels";
import type { SortBy } from "../../charts/neuronRows";

/** The columns that stay: the neuron's name (it sticks to the left edge), its entropy, its languages. */
export const NEURON_WIDTH = 96;
const ENTROPY_WIDTH = 112;
const LANGUAGES_WIDTH = 168;
export const PROBABILITY_WIDTH = 76;
export const FIXED = [
  { title: "neuron", left: 0, width: NEURON_WIDTH, by: "layer" },
  { title: "entropy (nats)", left: NEURON_WIDTH, width: ENTROPY_WIDTH, by: "entropy" },
  { title: "languages", left: NEURON_WIDTH + ENTROPY_WIDTH, width: LANGUAGES_WIDTH, by: null },
] as const;
export const FIXED_WIDTH = NEURON_WIDTH + ENTROPY_WIDTH + LANGUAGES_WIDTH;

/** Short names of the languages, above their columns. */
export const probabilityTitles = ({ languages }: NeuronTable): string[] => languageLabels(languages);

export function isSortedBy(current: SortBy, by: SortBy): boolean {
  if (typeof current === "object" && typeof by === "object") return current.language === by.language;
  return current === by;
}

/** What a column is sorted by; null where it cannot be. */
export function sortOfColumn(column: number): SortBy | null {
  return column < FIXED.length ? FIXED[column]!.by : { language: column - FIXED.length };
}
