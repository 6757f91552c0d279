import { useEffect, useRef, useState } from "react";
import { latestWins } from "./latestWins";

export interface View<T> {
  /** The last that came; it stays while the next is on its way, and goes when there is none. */
  readonly value: T | null;
  /** Why the last request gave nothing. */
  readonly error: string | null;
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, ms));

/**
 * An array of the result, asked for when `key` changes; one request at a time with a pause between (`restMs`, for large ones), and
 * the latest wins. `key` names all that `load` depends on (with `State.revision`); null asks for nothing and forgets what was there.
 */
export function useView<T>(key: string | null, load: () => Promise<T>, restMs = 0): View<T> {
  const [view, setView] = useState<View<T>>({ value: null, error: null });
  const latest = useRef({ key, load });
  latest.current = { key, load };
  const request = useRef<((argument: null) => void) | null>(null);

  useEffect(() => {
    if (key === null) {
      setView({ value: null, error: null });
      return;
    }
    request.current ??= latestWins(
      async () => {
        const value = await latest.current.load();
        if (latest.current.key === null) return;
        setView({ value, error: null });
        if (restMs > 0) await rest(restMs);
      },
      (error) => setView({ value: null, error: error.message }),
    );
    request.current(null);
  }, [key, restMs]);

  return view;
}
