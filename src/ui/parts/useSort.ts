import { useState } from "react";

export interface Sort<Key extends string> {
  readonly key: Key;
  readonly descending: boolean;
}

/** Rows in the order of a column; a second click on it turns the order around. Equal rows keep their order. */
export function useSort<Key extends string, Row>(
  rows: readonly Row[],
  values: Readonly<Record<Key, (row: Row) => string | number>>,
  first: NoInfer<Key>,
): { sorted: readonly Row[]; sort: Sort<Key>; sortBy: (key: Key) => void } {
  const [sort, setSort] = useState<Sort<Key>>({ key: first, descending: false });
  const value = values[sort.key];
  const sign = sort.descending ? -1 : 1;
  const sorted = [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return x === y ? 0 : (x < y ? -1 : 1) * sign;
  });
  // Numbers are looked at largest first.
  const startsDescending = (key: Key) => rows[0] !== undefined && typeof values[key](rows[0]) === "number";
  const sortBy = (key: Key) =>
    setSort((now) => ({ key, descending: now.key === key ? !now.descending : startsDescending(key) }));
  return { sorted, sort, sortBy };
}
