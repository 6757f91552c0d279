/** A thin bar: how much of a total is done. The number itself stands beside it in the text, so it is not read aloud. */
export function Bar({ done, total }: { done: number; total: number }) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <span className={share === 1 ? "bar done" : "bar"} aria-hidden="true">
      <span style={{ width: `${100 * share}%` }} />
    </span>
  );
}
