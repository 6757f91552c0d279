import type { ScanProgress } from "../../../src/lape/scanProgress";
import type { ActivationSource } from "../../../src/model/activationSource";
import { fakeSource, fakeTokens } from "../../support/fakeSource";

export const SHAPE = { nLayers: 3, dMlp: 5 };
export const TOKENS = fakeTokens(1, [7, 4, 1, 6], 8);
export const N_RUNS = 4 + 2 + 1 + 3; // in batches of two windows
export const CONFIG = { batchWindows: 2, saveEveryMs: 0 };
export const context = (source: ActivationSource = fakeSource(SHAPE)) => ({
  source,
  signal: new AbortController().signal,
  onProgress: (_: ScanProgress) => {},
});

/** A source that calls `before` with the number of each run, from 0. */
export function counting(before: (run: number) => void): ActivationSource {
  const source = fakeSource(SHAPE);
  let run = 0;
  return {
    ...source,
    async run(batch, onGate) {
      before(run++);
      return source.run(batch, onGate);
    },
  };
}
