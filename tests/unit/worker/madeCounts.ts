import type { ActivationStats } from "../../../src/lape/activationStats";
import { countsOf } from "../../../src/worker/scanRecord";
import type { Counts } from "../../../src/worker/workbench";
import { sampleRun } from "../export/sampleRun";

export const CONFIG = { topRate: 0.25, filterRate: 0.5, activationBarRatio: 0.5 };

/** Three languages of `n` tokens each, 2 layers of 8 neurons; neuron j is active on every token of language j % 3 alone. */
export function madeStats(n: readonly number[]): ActivationStats {
  const flat = Array.from({ length: 16 }, (_, j) => j);
  return {
    languages: ["mlt_Latn", "isl_Latn", "cym_Latn"],
    nLayers: 2,
    dMlp: 8,
    n: Float64Array.from(n),
    overZero: n.map((tokens, k) => Uint32Array.from(flat, (j) => (j % 3 === k ? tokens : 0))),
    actSum: n.map((tokens, k) => Float64Array.from(flat, (j) => (j % 3 === k ? 2 * tokens : 0))),
  };
}

/** The record of a scan of `name`; every scan has one of its own. */
export function madeRecord(name: string, date = "2026-01-02T03:04:05.000Z"): Counts["record"] {
  const { selection: _, ...record } = sampleRun;
  return { ...record, model: { ...record.model!, name }, date: new Date(date) };
}

export const madeCounts = (stats: ActivationStats, complete: boolean, record: Counts["record"]): Counts =>
  countsOf(stats, complete, record, { seconds: null, tokensPerSecond: null, selfCheck: null });
