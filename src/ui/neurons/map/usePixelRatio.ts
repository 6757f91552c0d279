import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  // A query for the present ratio changes exactly when the ratio does; a new one is made for the next.
  let query: MediaQueryList;
  const watch = () => {
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", changed, { once: true });
  };
  const changed = () => {
    listener();
    watch();
  };
  watch();
  return () => query.removeEventListener("change", changed);
}

/** Device pixels a CSS pixel, followed as the window moves between screens or is zoomed. */
export const usePixelRatio = (): number => useSyncExternalStore(subscribe, () => window.devicePixelRatio);
