import type { NeuronTable } from "../../lape/neuronTable";

/** What rows are sorted by: a property of the neuron, or its probability for a language (its place in the table). */
export type SortBy = "entropy" | "layer" | { readonly language: number };

export interface RowOrder {
  readonly by: SortBy;
  readonly descending: boolean;
}

/** Rows that are shown: members of a language, neurons of a layer; null shows all. */
export interface RowFilter {
  readonly language: number | null;
  readonly layer: number | null;
}

/** What a row is compared by. */
function keysOf({ languages, layer, entropy, probability }: NeuronTable, by: SortBy): (row: number) => number {
  if (by === "entropy") return (row) => entropy[row]!;
  if (by === "layer") return (row) => layer[row]!;
  return (row) => probability[row * languages.length + by.language]!;
}

/**
 * Places in the table of the rows to show, in order. Equal rows stay by layer and index, a missing value comes last in
 * either direction.
 */
export function orderRows(table: NeuronTable, { by, descending }: RowOrder, filter: RowFilter): Uint32Array {
  const { languages, layer, index, member } = table;
  const shown: number[] = [];
  for (let row = 0; row < layer.length; row++) {
    if (filter.layer !== null && layer[row] !== filter.layer) continue;
    if (filter.language !== null && member[row * languages.length + filter.language] !== 1) continue;
    shown.push(row);
  }
  const keyOf = keysOf(table, by);
  const sign = descending ? -1 : 1;
  return Uint32Array.from(shown).sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return (x - y) * sign || layer[a]! - layer[b]! || index[a]! - index[b]!;
  });
}

/** Places of the languages that a row belongs to. */
export function memberLanguages({ languages, member }: NeuronTable, row: number): number[] {
  return languages.map((_, k) => k).filter((k) => member[row * languages.length + k] === 1);
}
