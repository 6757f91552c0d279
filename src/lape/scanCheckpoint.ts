import type { TokenBatch } from "../corpus/corpus";
import type { ActivationSource } from "../model/activationSource";
import { type ActivationStats, emptyStats } from "./activationStats";
import { type ScanPosition, tokensBefore } from "./scanSteps";

/**
 * A scan in the middle. `batchWindows` belongs to it: sums are f32 within a batch, so only the same batches give the same
 * bits again.
 */
export interface ScanCheckpoint {
  readonly stats: ActivationStats;
  readonly position: ScanPosition;
  readonly batchWindows: number;
}

/** Where a scan is saved. One store holds one scan: whoever makes it keys it by model, corpus and config. */
export interface ScanCheckpointStore {
  load(): Promise<ScanCheckpoint | undefined>;
  /**
   * Called while nothing changes the stats; resolves once they are safe. `changed`: languages (indices) whose counts are not
   * as they were at the last save.
   */
  save(checkpoint: ScanCheckpoint, changed: readonly number[]): Promise<void>;
}

/** The scan from its beginning. */
export const firstCheckpoint = (
  batches: readonly TokenBatch[],
  { nLayers, dMlp }: Pick<ActivationSource, "nLayers" | "dMlp">,
  batchWindows: number,
): ScanCheckpoint => ({
  stats: emptyStats(
    batches.map((batch) => batch.language),
    nLayers,
    dMlp,
  ),
  position: { language: 0, window: 0 },
  batchWindows,
});

/** Throws where a saved scan is not one of these tokens and this model: it would be continued with wrong counts. */
export function checkCheckpoint(
  { stats, position, batchWindows }: ScanCheckpoint,
  batches: readonly TokenBatch[],
  { nLayers, dMlp }: Pick<ActivationSource, "nLayers" | "dMlp">,
): void {
  const refuse = (why: string): never => {
    throw new Error(`the saved scan does not belong to this one (${why}); start over`);
  };
  const languages = batches.map((batch) => batch.language).join(" ");
  if (stats.languages.join(" ") !== languages) refuse(`languages ${stats.languages.join(" ")}, not ${languages}`);
  if (stats.nLayers !== nLayers || stats.dMlp !== dMlp) {
    refuse(`${stats.nLayers} x ${stats.dMlp} neurons, not ${nLayers} x ${dMlp}`);
  }
  if (!Number.isInteger(batchWindows) || batchWindows < 1) refuse(`batches of ${batchWindows} windows`);
  for (const [k, language] of stats.languages.entries()) {
    const tokens = tokensBefore(position, batches, k);
    if (stats.n[k] !== tokens) refuse(`${stats.n[k]} tokens of ${language}, not ${tokens}`);
    if (stats.overZero[k]?.length !== nLayers * dMlp || stats.actSum[k]?.length !== nLayers * dMlp) {
      refuse(`counts of ${language} are incomplete`);
    }
  }
}
