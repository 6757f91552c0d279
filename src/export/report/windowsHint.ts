import { tooFewWindows } from "../../evaluate/fewestWindows";
import type { Interval } from "../../evaluate/interval";
import type { Unmeasured } from "../../evaluate/scoredText";
import { type Content, markup } from "./markup";
import { boundsText, DASH } from "./numberText";

/** Where a language has too few windows for its intervals, that; else nothing. */
export function windowsHint(windows: readonly number[]): Content {
  const few = tooFewWindows(windows);
  return few && markup`<p class="hint">${few}</p>\n`;
}

/** Languages of the text that were left out, each with why. */
export const unmeasuredHint = (unmeasured: readonly Unmeasured[]): Content =>
  unmeasured.map(({ reason }) => markup`<p class="hint">Not measured: ${reason}.</p>\n`);

/** Bounds over so many windows; of a single one there are none, as nothing else can be drawn. */
export const windowBounds = (interval: Interval, windows: number, text: (value: number) => string): string =>
  windows > 1 ? boundsText(interval, text) : DASH;
