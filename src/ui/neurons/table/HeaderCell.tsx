import type { CSSProperties } from "react";
import type { RowOrder, SortBy } from "../../charts/neuronRows";
import { isSortedBy } from "./columns";

/** The title of a column; a press sorts by it, another turns the order round. */
export function HeaderCell({
  column,
  title,
  hint,
  by,
  order,
  onOrder,
  className,
  style,
}: {
  column: number;
  title: string;
  hint?: string;
  by: SortBy | null;
  order: RowOrder;
  onOrder: (order: RowOrder) => void;
  className?: string;
  style: CSSProperties;
}) {
  const isSorted = by !== null && isSortedBy(order.by, by);
  const sort = isSorted ? (order.descending ? "descending" : "ascending") : "none";
  // High probabilities are what one looks for, low entropies and first layers.
  const descending = isSorted ? !order.descending : typeof by === "object";
  return (
    <th scope="col" aria-colindex={column + 1} aria-sort={sort} className={className} style={style} title={hint}>
      {by === null ? (
        title
      ) : (
        <button type="button" className="sort" data-sorted={isSorted} onClick={() => onOrder({ by, descending })}>
          {title}
          <span aria-hidden="true">{isSorted ? (order.descending ? " ↓" : " ↑") : ""}</span>
        </button>
      )}
    </th>
  );
}
