import { copyStats } from "../lape/activationStats";
import type { LapeData } from "../lape/lapeData";
import type { LapeConfig } from "../lape/lapeResult";
import { countUnion, layerCounts, memberCounts } from "../lape/layerCounts";
import { prepareLape } from "../lape/prepareLape";
import { countedLanguages } from "../lape/probability";
import { select as selectNeurons } from "../lape/selectNeurons";
import type { Handler } from "./handler";
import { NO_COUNTS, NO_SELECTION } from "./missing";
import type { SelectionSummary } from "./protocol";
import { noteViewCost } from "./revisionClock";
import { need, type Selection, workbench } from "./workbench";

/** Owns the data behind the selection. Of the counts as they were at `revision`; a scan that goes on does not change it. */
let prepared: { readonly revision: number; readonly device: GPUDevice | undefined; readonly data: LapeData } | null =
  null;

/** The device to select on: a software adapter is slower than memory, and gives the same set. */
function selectionDevice(): GPUDevice | undefined {
  const gpu = workbench.session?.gpu;
  return gpu && !gpu.isSoftware ? gpu.device : undefined;
}

async function selectNow(config: LapeConfig): Promise<Selection> {
  const { stats, summary } = need(workbench.counts, NO_COUNTS);
  const { revision } = workbench;
  const device = selectionDevice();
  const before = prepared;
  if (before?.revision === revision && before.device === device) {
    const result = await selectNeurons(before.data, config);
    return { from: "lape", mask: result.mask, data: before.data, result };
  }
  const counted = countedLanguages(stats);
  const data = await prepareLape(summary.complete ? counted : copyStats(counted), { device });
  prepared = { revision, device, data };
  before?.data.release();
  const result = await selectNeurons(data, config);
  return { from: "lape", mask: result.mask, data, result };
}

export function summarize(selection: Selection, warnings: readonly string[] = []): SelectionSummary {
  const { mask } = selection;
  const lape = selection.from === "lape" ? selection.result : null;
  return {
    languages: mask.languages,
    members: memberCounts(mask),
    layerCounts: layerCounts(mask),
    nLayers: mask.nLayers,
    dMlp: mask.dMlp,
    selected: lape ? lape.selected.length : countUnion(mask),
    threshold: lape?.threshold ?? null,
    bar: lape?.bar ?? null,
    config: lape?.config ?? null,
    source: selection.from,
    warnings,
    revision: workbench.revision,
  };
}

let last: Promise<unknown> = Promise.resolve();

/** One after another: a selection that comes late must not replace a newer one. */
export const select: Handler<"select"> = (config) => {
  const run = async (): Promise<SelectionSummary> => {
    const start = performance.now();
    const selection = await selectNow(config);
    workbench.selection = selection;
    noteViewCost(performance.now() - start);
    return summarize(selection);
  };
  const selecting = last.then(run);
  last = selecting.catch(() => undefined);
  return selecting;
};

export const neurons: Handler<"neurons"> = () => {
  const { mask } = need(workbench.selection, NO_SELECTION);
  return mask.neurons.map((layers) => layers.map((indices) => [...indices]));
};

export const stats: Handler<"stats"> = () => {
  const { languages, n, nLayers, dMlp, overZero, actSum } = need(workbench.counts, NO_COUNTS).stats;
  const ofLayer = <T>(slice: (k: number, from: number, to: number) => T): T[][] =>
    Array.from({ length: nLayers }, (_, l) => languages.map((_, k) => slice(k, l * dMlp, (l + 1) * dMlp)));
  return {
    languages: [...languages],
    n: [...n],
    nLayers,
    dMlp,
    overZero: ofLayer((k, from, to) => overZero[k]!.slice(from, to)),
    meanActivation: ofLayer((k, from, to) => Float32Array.from(actSum[k]!.subarray(from, to), (sum) => sum / n[k]!)),
  };
};
