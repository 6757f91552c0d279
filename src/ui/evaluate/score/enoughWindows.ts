import type { Interval } from "../../../evaluate/interval";
import { isSure } from "../../charts/changes";

/** A bootstrap over fewer windows gives intervals that are too narrow; over one it gives a point. */
export const FEWEST_WINDOWS = 10;

/** Whether so many windows tell that a change is not chance. */
export const isSureOf = (windows: number, interval: Interval): boolean => windows >= FEWEST_WINDOWS && isSure(interval);

/** What to say where a language has fewer; null where all have enough. */
export function tooFewWindows(windows: readonly number[]): string | null {
  const fewest = Math.min(...windows);
  if (fewest >= FEWEST_WINDOWS) return null;
  const of = fewest === 1 ? "a single window" : `${fewest} windows`;
  return `With ${of} a language the intervals are too narrow to tell what is sure: take at least ${FEWEST_WINDOWS}, by more tokens or shorter windows.`;
}
