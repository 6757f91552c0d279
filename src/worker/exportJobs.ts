import { buildManifest, exportManifest, type Manifest } from "../export/manifest";
import { exportMask } from "../export/maskFiles";
import { exportNeuronTable } from "../export/neuronTableFile";
import { exportStats } from "../export/statsFiles";
import type { Handler } from "./handler";
import { NO_COUNTS, NO_SELECTION } from "./missing";
import { unknownRun } from "./unknownRun";
import { currentTable } from "./viewJobs";
import { type Counts, need, type Selection, workbench } from "./workbench";

/** The tokens are those that were counted: of a scan that goes on, those so far. */
function ofCounts({ record, stats }: Counts, selection: Selection | null): Manifest {
  const tokens = stats.languages.map((language, k) => ({ language, tokens: stats.n[k]! }));
  return buildManifest({
    ...record,
    corpus: record.corpus && { ...record.corpus, tokens },
    selection: selection?.from === "lape" ? selection.result.config : null,
  });
}

/** The manifest of the selection: of the counts it was made from, or as it came with a mask file. */
function currentManifest(): Manifest {
  const { counts, selection } = workbench;
  if (selection?.from === "file") return selection.manifest ?? buildManifest({ ...unknownRun(), selection: null });
  return ofCounts(need(counts, NO_COUNTS), selection);
}

export const exportMaskFile: Handler<"exportMask"> = ({ format }) =>
  exportMask(need(workbench.selection, NO_SELECTION).mask, format, currentManifest());

export const exportStatsFile: Handler<"exportStats"> = () => {
  const counts = need(workbench.counts, NO_COUNTS);
  return exportStats(counts.stats, ofCounts(counts, workbench.selection));
};

export const exportTable: Handler<"exportTable"> = () => exportNeuronTable(currentTable());

export const exportManifestFile: Handler<"exportManifest"> = () => exportManifest(currentManifest());
