import { buildManifest, exportManifest, type Manifest } from "../export/manifest";
import { exportMask } from "../export/maskFiles";
import { exportNeuronTable } from "../export/neuronTableFile";
import { withSelection } from "../export/readManifest";
import { exportStats } from "../export/statsFiles";
import type { ActivationStats } from "../lape/activationStats";
import type { LapeConfig } from "../lape/lapeResult";
import type { Handler } from "./handler";
import { NO_COUNTS, NO_SELECTION } from "./missing";
import { unknownRun } from "./unknownRun";
import { currentTable } from "./viewJobs";
import { type Counts, need, workbench } from "./workbench";

/** The manifest of `stats` out of `counts`, all of them or as they were at one moment. The tokens are those of `stats`. */
function ofCounts({ record, summary, manifest }: Counts, stats: ActivationStats, config: LapeConfig | null): Manifest {
  if (manifest) return withSelection(manifest, config);
  const tokens = stats.languages.map((language, k) => ({ language, tokens: stats.n[k]! }));
  return buildManifest({
    ...record,
    corpus: record.corpus && { ...record.corpus, tokens },
    complete: summary.source === "scan" ? summary.complete : null,
    selection: config,
  });
}

/** The manifest of the selection: of the counts it was made from, as they were then, or as it came with a mask file. */
export function currentManifest(): Manifest {
  const { counts, selection } = workbench;
  if (selection?.from === "lape") return ofCounts(selection.counts, selection.data.stats, selection.result.config);
  if (selection) return selection.manifest ?? buildManifest({ ...unknownRun(), complete: null, selection: null });
  const live = need(counts, NO_COUNTS);
  return ofCounts(live, live.stats, null);
}

export const exportMaskFile: Handler<"exportMask"> = ({ format }) =>
  exportMask(need(workbench.selection, NO_SELECTION).mask, format, currentManifest());

export const exportStatsFile: Handler<"exportStats"> = () => {
  const counts = need(workbench.counts, NO_COUNTS);
  return exportStats(counts.stats, ofCounts(counts, counts.stats, null));
};

export const exportTable: Handler<"exportTable"> = () => exportNeuronTable(currentTable());

export const exportManifestFile: Handler<"exportManifest"> = () => exportManifest(currentManifest());
