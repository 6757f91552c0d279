import type { ScanCheckpoint, ScanCheckpointStore } from "./scanCheckpoint";

/** Saving may take at most this share of the time. */
const MAX_SHARE = 1 / 20;

/** Saves a scan now and then. */
export interface ScanSaver {
  /** Counts of language `k` changed. */
  touch(k: number): void;
  /** Saves when `everyMs` have passed since the last time and saving does not take too large a share of them. */
  whenDue(scan: ScanCheckpoint): Promise<void>;
  /** Saves what changed. */
  now(scan: ScanCheckpoint): Promise<void>;
}

/** The share of time that saving may take holds for `whenDue` alone. Without a store nothing is saved. */
export function scanSaver(store: ScanCheckpointStore | undefined, everyMs: number): ScanSaver {
  const changed = new Set<number>();
  let savedAt = performance.now();
  let costMs = 0;
  const now = async (scan: ScanCheckpoint): Promise<void> => {
    if (!store || changed.size === 0) return;
    const begin = performance.now();
    await store.save(scan, [...changed]);
    changed.clear();
    savedAt = performance.now();
    costMs = savedAt - begin;
  };
  return {
    touch: (k) => changed.add(k),
    now,
    async whenDue(scan) {
      if (performance.now() - savedAt >= Math.max(everyMs, costMs / MAX_SHARE)) await now(scan);
    },
  };
}
