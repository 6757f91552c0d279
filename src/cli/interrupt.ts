/** What a stopped command ends with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What is needed of `process`. */
export interface SignalSource {
  on(name: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(name: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

/**
 * A signal that the first SIGINT or SIGTERM aborts, so that the command saves what it has; a second one ends the program by `onSecond`.
 * `stop` gives the signals back.
 */
export function abortOnSignals(
  source: SignalSource,
  { onFirst, onSecond }: { readonly onFirst: () => void; readonly onSecond: () => void },
): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) onSecond();
    else {
      onFirst();
      controller.abort(new Interrupted("interrupted"));
    }
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) source.on(name, listener);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of ["SIGINT", "SIGTERM"] as const) source.off(name, listener);
    },
  };
}
