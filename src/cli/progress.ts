/** Tells a person how far a command is, on stderr. */
export interface Progress {
  /** How it stands: on a terminal the line is replaced, elsewhere told now and then. */
  tell(line: string): void;
  /** Something to keep: a line of its own. */
  say(line: string): void;
  /** Leaves the last line as it stands. */
  end(): void;
}

/** What is needed of `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const TERMINAL_EVERY_MS = 100;

/** Milliseconds between two lines of a file: fewer and fewer as time goes, so that a log stays readable. */
const fileEveryMs = (elapsedMs: number): number => Math.min(10_000, Math.max(100, elapsedMs / 10));

export function progressOn(terminal: Terminal, now: () => number = performance.now.bind(performance)): Progress {
  const isTerminal = terminal.isTTY === true;
  const begun = now();
  let toldAt = begun;
  let isOpen = false;
  const close = (): void => {
    if (isOpen) terminal.write("\n");
    isOpen = false;
  };
  return {
    tell(line) {
      const time = now();
      if (time - toldAt < (isTerminal ? TERMINAL_EVERY_MS : fileEveryMs(time - begun))) return;
      toldAt = time;
      if (!isTerminal) terminal.write(`${line}\n`);
      else {
        terminal.write(`\r\u001b[K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
        isOpen = true;
      }
    },
    say(line) {
      close();
      terminal.write(`${line}\n`);
    },
    end: close,
  };
}

/** `--quiet`. */
export const silent: Progress = { tell: () => undefined, say: () => undefined, end: () => undefined };

/** `1 h 02 min`, `3 min 20 s`, `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, "0")} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

export const percent = (done: number, total: number): string => `${total > 0 ? Math.floor((100 * done) / total) : 0} %`;
