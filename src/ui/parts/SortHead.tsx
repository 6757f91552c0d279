import type { ReactNode } from "react";
import type { TermId } from "../terms";
import { Term } from "./Term";
import type { Sort } from "./useSort";

/** A column's head that sorts by it. */
export function SortHead<Key extends string>({
  column,
  sort,
  onSort,
  number = false,
  term,
  children,
}: {
  column: Key;
  sort: Sort<Key>;
  onSort: (key: Key) => void;
  number?: boolean;
  /** What the column's figure means, behind a question mark. */
  term?: TermId;
  children: ReactNode;
}) {
  const isSorted = sort.key === column;
  const order = sort.descending ? "descending" : "ascending";
  return (
    <th scope="col" className={number ? "number" : undefined} aria-sort={isSorted ? order : undefined}>
      <button type="button" className="sort" data-sorted={isSorted} onClick={() => onSort(column)}>
        {children}
        {isSorted && <span aria-hidden="true">{sort.descending ? " ↓" : " ↑"}</span>}
      </button>
      {term && (
        <>
          {" "}
          <Term id={term}>?</Term>
        </>
      )}
    </th>
  );
}
