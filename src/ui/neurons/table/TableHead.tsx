import type { RowOrder } from "../../charts/neuronRows";
import { languageName } from "../../languageStyle";
import { FIXED, PROBABILITY_WIDTH, sortOfColumn } from "./columns";
import { HeaderCell } from "./HeaderCell";

/** The titles of the columns: those that stay, and of the languages those in sight. */
export function TableHead({
  languages,
  labels,
  shown,
  order,
  onOrder,
  width,
  height,
}: {
  languages: readonly string[];
  /** Short names, a language. */
  labels: readonly string[];
  /** The languages' columns in sight. */
  shown: readonly { readonly index: number; readonly start: number }[];
  order: RowOrder;
  onOrder: (order: RowOrder) => void;
  width: number;
  height: number;
}) {
  const header = { order, onOrder };
  return (
    <thead style={{ width, height }}>
      <tr aria-rowindex={1}>
        {FIXED.map(({ title, left, width: columnWidth, by }, column) => (
          <HeaderCell
            key={title}
            {...header}
            column={column}
            title={title}
            by={by}
            className={column === 0 ? "stuck" : ""}
            style={{ left, width: columnWidth }}
          />
        ))}
        {shown.map(({ index: k, start }) => (
          <HeaderCell
            key={languages[k]}
            {...header}
            column={FIXED.length + k}
            title={labels[k]!}
            hint={`Activation probability for ${languageName(languages[k]!)}`}
            by={sortOfColumn(FIXED.length + k)}
            className="number"
            style={{ left: start, width: PROBABILITY_WIDTH }}
          />
        ))}
      </tr>
    </thead>
  );
}
