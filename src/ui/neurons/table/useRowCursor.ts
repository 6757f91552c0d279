import { type KeyboardEvent, useCallback, useRef, useState } from "react";
import { columnsOfKey, rowOfKey } from "./rowKeys";

/** Where the keys stand in a table of which only the rows in sight are drawn. */
export interface RowCursor {
  readonly row: number;
  /** Whether a key moved it there, so that the row takes the focus once it is drawn. */
  readonly byKey: boolean;
}

/**
 * Moves through the rows by keys. Both functions are the same from render to render, so that rows in sight are not rendered anew.
 * @param rows how many there are
 * @param toRow brings a row in sight
 * @param byColumns moves the table sideways by so many columns
 */
export function useRowCursor(rows: number, toRow: (row: number) => void, byColumns: (columns: number) => void) {
  const [cursor, setCursor] = useState<RowCursor>({ row: 0, byKey: false });
  const keyHandler = useRef<(event: KeyboardEvent, place: number) => void>(() => undefined);
  keyHandler.current = (event, place) => {
    const columns = columnsOfKey(event);
    const to = rowOfKey(event, place, rows);
    if (columns === null && to === null) return;
    event.preventDefault();
    if (columns !== null) byColumns(columns);
    if (to === null) return;
    toRow(to);
    setCursor({ row: to, byKey: true });
  };
  const onRowKey = useCallback((event: KeyboardEvent, place: number) => keyHandler.current(event, place), []);
  const onRowFocus = useCallback((row: number) => setCursor({ row, byKey: false }), []);
  return { cursor, onRowKey, onRowFocus };
}
