/** Saving may take at most this share of the time. */
const MAX_SHARE = 1 / 20;

/** Decides when a run is saved. */
export interface RunSaver {
  /** Whether enough time has passed since the last save, by its cost. */
  isDue(): boolean;
  /** Saves, unless nothing was done since the last time. */
  save(): Promise<void>;
}

/**
 * @param position what has been done, as a text: the same text, and there is nothing to save
 * @param saved what was saved before, if anything was
 */
export function runSaver(
  save: (() => Promise<void>) | null,
  position: () => string,
  saved: string | null,
  everyMs: number,
): RunSaver {
  let savedAt = performance.now();
  let costMs = 0;
  let last = saved;
  return {
    isDue: () => save !== null && performance.now() - savedAt >= Math.max(everyMs, costMs / MAX_SHARE),
    async save() {
      const now = position();
      if (!save || now === last) return;
      const begin = performance.now();
      await save();
      last = now;
      savedAt = performance.now();
      costMs = savedAt - begin;
    },
  };
}
