/** Looks for strings that end a text which comes in pieces. */
export interface StopWatch {
  /** The text that can be shown for good: what could begin a stop string is held back. Nothing comes behind a stop. */
  push(piece: string): string;
  /** What was held back, where no stop string has come of it. */
  end(): string;
  /** The string that was found; it belongs to no text. */
  readonly found: string | null;
}

/** Characters at the end of `text` with which `stop` could begin. */
function begun(text: string, stop: string): number {
  const most = Math.min(text.length, stop.length - 1);
  for (let length = most; length > 0; length--) if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}

/** Watches for `stops`, none of which is empty; of several the one that begins first ends the text. */
export function stopWatch(stops: readonly string[]): StopWatch {
  let held = "";
  let found: string | null = null;
  const take = (length: number): string => {
    const text = held.slice(0, length);
    held = held.slice(length);
    return text;
  };
  return {
    push(piece) {
      if (found !== null) return "";
      held += piece;
      const hits = stops
        .map((stop) => ({ stop, at: held.indexOf(stop) }))
        .filter(({ at }) => at >= 0)
        .sort((a, b) => a.at - b.at);
      const [first] = hits;
      if (!first) return take(held.length - Math.max(0, ...stops.map((stop) => begun(held, stop))));
      found = first.stop;
      return take(first.at);
    },
    end: () => (found === null ? take(held.length) : ""),
    get found() {
      return found;
    },
  };
}
