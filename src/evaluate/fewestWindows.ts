/** A bootstrap over fewer windows gives intervals that are too narrow; over one it gives a point. */
export const FEWEST_WINDOWS = 10;

/** What to say where a language has fewer; null where all have enough. */
export function tooFewWindows(windows: readonly number[]): string | null {
  const fewest = Math.min(...windows);
  if (fewest >= FEWEST_WINDOWS) return null;
  const of = fewest === 1 ? "a single window" : `${fewest} windows`;
  return `With ${of} a language the intervals are too narrow to tell what is sure: take at least ${FEWEST_WINDOWS}, by more tokens or shorter windows.`;
}
