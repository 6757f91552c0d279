import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import type { NeuronTable } from "../../../lape/neuronTable";
import { memberLanguages } from "../../charts/neuronRows";
import { formatNeuron } from "../../format";
import { hrefOf } from "../../route";
import { probabilityText } from "../numberText";
import { FIXED, PROBABILITY_WIDTH } from "./columns";

export interface NeuronRowProps {
  readonly table: NeuronTable;
  /** Short names of the languages. */
  readonly labels: readonly string[];
  /** Place in the table. */
  readonly row: number;
  /** Place on the screen, from 0. */
  readonly place: number;
  /** Languages whose columns are in sight. */
  readonly shown: readonly { readonly index: number; readonly start: number }[];
  readonly model: string;
  readonly isChosen: boolean;
  /** Tab enters the table here. */
  readonly isEntry: boolean;
  /** The keyboard has just moved here. */
  readonly takesFocus: boolean;
  readonly onKey: (event: KeyboardEvent, place: number) => void;
  readonly onFocus: (place: number) => void;
  /** Pixels from the top of the table, and the size of the row. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * One selected neuron: name, entropy, languages, and its probability for each language in sight. Rendered anew only when its
 * own properties change: scrolling renders the rows that come into sight.
 */
export const NeuronRow = memo(function NeuronRow(props: NeuronRowProps) {
  const { table, labels, row, place, shown, model, isChosen, isEntry, takesFocus, onKey, onFocus } = props;
  const { top, width, height } = props;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (takesFocus) link.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const nLangs = table.languages.length;
  const [layer, index] = [table.layer[row]!, table.index[row]!];
  const members = memberLanguages(table, row).map((k) => labels[k]!);
  const cell = (column: number, left: number, width: number) => ({
    "aria-colindex": column + 1,
    style: { left, width },
  });
  const [name, entropy, languages] = FIXED;
  return (
    <tr aria-rowindex={place + 2} aria-selected={isChosen} style={{ top, width, height }}>
      <td {...cell(0, name.left, name.width)} className="stuck">
        <a
          ref={link}
          href={hrefOf({ model, layer, index })}
          tabIndex={isEntry ? 0 : -1}
          onKeyDown={(event) => onKey(event, place)}
          onFocus={() => onFocus(place)}
        >
          {formatNeuron(layer, index)}
        </a>
      </td>
      <td
        {...cell(1, entropy.left, entropy.width)}
        className="number"
        title={Number.isNaN(table.entropy[row]) ? "A mask from a file does not hold entropies" : undefined}
      >
        {probabilityText(table.entropy[row]!)}
      </td>
      <td {...cell(2, languages.left, languages.width)} className="member-list" title={members.join(", ")}>
        {members.length === 0 ? "–" : members.join(" ")}
      </td>
      {shown.map(({ index: k, start }) => {
        const probability = table.probability[row * nLangs + k]!;
        const isMember = table.member[row * nLangs + k] === 1;
        return (
          <td
            key={k}
            aria-colindex={FIXED.length + k + 1}
            className={isMember ? "number probability member" : "number probability"}
            style={{ left: start, width: PROBABILITY_WIDTH, backgroundSize: `${100 * probability}% 3px` }}
          >
            {probabilityText(probability)}
          </td>
        );
      })}
    </tr>
  );
});
