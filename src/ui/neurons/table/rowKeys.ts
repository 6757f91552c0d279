/** Rows that PageUp and PageDown pass. */
const PAGE = 12;

/** The row that a key leads to from `row`, of `rows`; null for keys that move no row. */
export function rowOfKey(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  row: number,
  rows: number,
): number | null {
  const held = (to: number): number => Math.max(0, Math.min(rows - 1, to));
  switch (key) {
    case "ArrowUp":
      return held(row - 1);
    case "ArrowDown":
      return held(row + 1);
    case "PageUp":
      return held(row - PAGE);
    case "PageDown":
      return held(row + PAGE);
    case "Home":
      return ctrlKey ? 0 : null;
    case "End":
      return ctrlKey ? rows - 1 : null;
    default:
      return null;
  }
}

/** Columns that a key moves the table sideways by; null for other keys. */
export function columnsOfKey({ key }: { key: string }): number | null {
  if (key === "ArrowLeft") return -1;
  return key === "ArrowRight" ? 1 : null;
}
