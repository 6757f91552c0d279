/**
 * A thin bar: how much of a total is done, or a share of it. With a name it is a progress bar for listeners, too;
 * without one the number beside it is enough.
 */
export function Bar({
  done,
  total,
  kind = "progress",
  name,
}: {
  done: number;
  total: number;
  kind?: "progress" | "share";
  name?: string;
}) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const tone = kind === "share" ? "bar share" : "bar";
  const spoken = name
    ? { role: "progressbar", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 100 }
    : { "aria-hidden": true };
  // A bar whose total is not known yet has no value: that is how listeners are told.
  const value = name && total > 0 ? { "aria-valuenow": Math.floor(100 * share) } : {};
  return (
    <span className={kind === "progress" && share === 1 ? "bar done" : tone} {...spoken} {...value}>
      <span style={{ width: `${100 * share}%` }} />
    </span>
  );
}
