import type { NeuronTable } from "../lape/neuronTable";
import { toLine, toText } from "./csvLine";

/** Rows a piece of the file, so that no single string grows large. */
const ROWS_A_PART = 1000;

/**
 * The selected neurons as CSV (RFC 4180), in the table's order: `neuron` (L3N417), `layer`, `index`, `entropy_nats`, `languages` (those it
 * belongs to, separated by spaces), then one column a language with its activation probability.
 */
export function exportNeuronTable(table: NeuronTable): Blob {
  const { languages, layer, index } = table;
  const header = ["neuron", "layer", "index", "entropy_nats", "languages", ...languages.map((name) => `p_${name}`)];
  const parts = [toLine(header)];
  let lines: string[] = [];
  for (let row = 0; row < layer.length; row++) {
    const at = row * languages.length;
    const members = languages.filter((_, k) => table.member[at + k] === 1);
    const probabilities = table.probability.subarray(at, at + languages.length);
    const [l, j] = [layer[row]!, index[row]!];
    lines.push(
      toLine([
        ...[`L${l}N${j}`, String(l), String(j), toText(table.entropy[row]!), members.join(" ")],
        ...Array.from(probabilities, toText),
      ]),
    );
    if (lines.length === ROWS_A_PART) {
      parts.push(lines.join(""));
      lines = [];
    }
  }
  return new Blob([...parts, lines.join("")], { type: "text/csv" });
}
