import { originOf } from "../export/readManifest";
import { copyStats } from "../lape/activationStats";
import type { LapeData } from "../lape/lapeData";
import type { LapeConfig } from "../lape/lapeResult";
import { countUnion, layerCounts, memberCounts } from "../lape/layerCounts";
import { prepareLape } from "../lape/prepareLape";
import { countedLanguages } from "../lape/probability";
import { select as selectNeurons } from "../lape/selectNeurons";
import type { Handler } from "./handler";
import { NO_COUNTS } from "./missing";
import { noteViewCost } from "./revisionClock";
import type { CountedSummary, SelectionSummary } from "./selectionProtocol";
import { type Counts, need, type Selection, workbench } from "./workbench";

/** Owns the data behind the selection: a copy of `counts` as they were; a scan that goes on does not change it. */
let prepared: { readonly counts: Counts; readonly device: GPUDevice | undefined; readonly data: LapeData } | null =
  null;
/** Grows with what a selection in flight must not replace: a mask from a file, another model. */
let generation = 0;

/** Puts a mask from a file in the place of the selection; no selection that was asked for before replaces it. */
export function placeMask(selection: Extract<Selection, { from: "file" }>): void {
  generation++;
  workbench.selection = selection;
}

/** Frees what selections were made from, with the model it is of; selections in flight come to nothing. */
export function releasePrepared(): void {
  generation++;
  prepared?.data.release();
  prepared = null;
}

/** The device to select on: a software adapter is slower than memory, and gives the same set. */
function selectionDevice(): GPUDevice | undefined {
  const gpu = workbench.session?.gpu;
  return gpu && !gpu.isSoftware ? gpu.device : undefined;
}

/** What a selection ends with that something newer has overtaken: no failure, as of a job that was stopped. */
function overtaken(): Error {
  const message = "the counts were replaced while neurons were selected from them: select again";
  return Object.assign(new Error(message), { name: "AbortError" });
}

/** Data of `counts` as they are now, made anew where they have grown. */
async function prepare(counts: Counts, isCurrent: () => boolean): Promise<LapeData> {
  const device = selectionDevice();
  if (prepared?.counts === counts && prepared.device === device) return prepared.data;
  const counted = countedLanguages(counts.stats);
  const data = await prepareLape(counts.summary.complete ? counted : copyStats(counted), { device });
  if (!isCurrent()) {
    data.release();
    throw overtaken();
  }
  prepared?.data.release();
  prepared = { counts, device, data };
  return data;
}

/** Selects from the counts on the bench. Counts that the same scan has added to meanwhile do not make it stale. */
async function selectNow(config: LapeConfig, asked: number): Promise<Selection> {
  const counts = need(workbench.counts, NO_COUNTS);
  const isCurrent = () => generation === asked && workbench.counts?.record === counts.record;
  if (!isCurrent()) throw overtaken();
  const data = await prepare(counts, isCurrent);
  const result = await selectNeurons(data, config).catch((error: unknown) => {
    throw isCurrent() ? error : overtaken(); // what it worked on may have been freed
  });
  if (!isCurrent()) throw overtaken();
  return { from: "lape", mask: result.mask, data, result, counts };
}

function summarizeCounted({ data, counts }: Extract<Selection, { from: "lape" }>): CountedSummary {
  const { summary, record, manifest } = counts;
  const { complete, modelName } = summary;
  const told = originOf(manifest);
  const date = summary.source === "file" ? told.date : summary.date;
  const nTokens = data.stats.n.reduce((total, n) => total + n, 0);
  return { nTokens, complete, modelName, dtype: record.model?.dtype ?? told.dtype, date };
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
    counted: selection.from === "lape" ? summarizeCounted(selection) : null,
    warnings: selection.from === "lape" ? [...selection.counts.summary.warnings, ...warnings] : warnings,
    revision: workbench.revision,
  };
}

let last: Promise<unknown> = Promise.resolve();

/** One after another: a selection that comes late must not replace a newer one. */
function selectInTurn(config: LapeConfig): Promise<Selection> {
  const asked = generation;
  const run = async (): Promise<Selection> => {
    const start = performance.now();
    const selection = await selectNow(config, asked);
    workbench.selection = selection;
    noteViewCost(performance.now() - start);
    return selection;
  };
  const selecting = last.then(run);
  last = selecting.catch(() => undefined);
  return selecting;
}

export const select: Handler<"select"> = async (config) => summarize(await selectInTurn(config));

/** The selection and its own neurons: asked for one after the other, they could be of two selections. */
export const selectWithNeurons: Handler<"selectNeurons"> = async (config) => {
  const selection = await selectInTurn(config);
  const neurons = selection.mask.neurons.map((layers) => layers.map((indices) => [...indices]));
  return { selection: summarize(selection), neurons };
};

export const countedStats: Handler<"stats"> = () => {
  const { stats } = need(workbench.counts, NO_COUNTS);
  const { languages, n, nLayers, dMlp, overZero, actSum } = countedLanguages(stats);
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
