import type { AlignmentChange } from "../evaluate/alignmentResult";
import { widestLayer } from "../export/report/alignmentPairs";
import type { Comparison } from "../export/report/comparison";
import { type MeasuredPair, pairsOf, type ReportEvaluation, type ReportValues } from "../export/report/reportValues";
import type { ByteStore } from "../storage/byteStore";
import { changeBetween } from "./changeBetween";

/** What changed in the alignments of which a report shows pairs, with intervals over the sentences that are kept of both. */
export async function alignmentChanges(
  measured: readonly MeasuredPair[],
  store: ByteStore,
  signal: AbortSignal,
): Promise<ReportValues["alignmentChanges"]> {
  const changes = new Map<string, Comparison<AlignmentChange>>();
  const placeOf = ({ id, result }: ReportEvaluation<"alignment">) => ({ place: { store, id }, result });
  for (const pair of pairsOf({ measured }, "alignment")) {
    const { base, tuned } = pair;
    if (!base || !tuned) continue;
    const { seed, resamples } = tuned.result;
    const options = { seed, resamples, signal, layers: [widestLayer(pair)] };
    try {
      const change = await changeBetween(placeOf(base), placeOf(tuned), options);
      changes.set(tuned.id, { change, refusal: null });
    } catch (error) {
      signal.throwIfAborted();
      // Whatever is lost beside one record, the rest of the report stands.
      changes.set(tuned.id, { change: null, refusal: error instanceof Error ? error.message : String(error) });
    }
  }
  return changes;
}
