/** A thin bar: how much of a total is done, or a share of it. The number stands beside it, so it is not read aloud. */
export function Bar({ done, total, kind = "progress" }: { done: number; total: number; kind?: "progress" | "share" }) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const tone = kind === "share" ? "bar share" : "bar";
  return (
    <span className={kind === "progress" && share === 1 ? "bar done" : tone} aria-hidden="true">
      <span style={{ width: `${100 * share}%` }} />
    </span>
  );
}
