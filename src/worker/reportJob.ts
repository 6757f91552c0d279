import { version } from "../../package.json";
import { pairMeasured } from "../export/report/pairMeasured";
import { exportReport } from "../export/report/reportPage";
import type { NeuronCounts, ReportEvaluation, ReportRun } from "../export/report/reportValues";
import { alignmentChanges } from "./alignmentChanges";
import { decoderOf } from "./decoderOf";
import type { KeptEvaluation } from "./evaluation";
import { loadEvaluations } from "./evaluationStore";
import type { Handler } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { baseIdentity } from "./runBase";
import { findRun } from "./runJobs";
import type { KeptRun } from "./runStore";
import { openStore } from "./storage";
import { baseFormat } from "./subject";
import { need, workbench } from "./workbench";

type Base = KeptRun["run"]["model"];

function toReportRun({ run, log, manifest }: KeptRun): ReportRun {
  const { name, method, language, date, stepsDone, tokens, seconds, trainableParameters, nNeurons, config } = run;
  return {
    ...{ name, method, language, date, stepsDone, tokens, seconds, trainableParameters, nNeurons, config },
    log,
    manifest,
  };
}

const toReportEvaluation = ({ summary, result, manifest }: KeptEvaluation): ReportEvaluation => ({
  ...{ kind: summary.kind, id: summary.id, label: summary.label, date: summary.date, result, manifest },
});

/** What is open, as its weights are named where nothing else is asked for; in our decoder where it can run there. */
async function identityOf(model: OpenModel): Promise<Base> {
  const decoder = await decoderOf(model);
  if (decoder.refusal === null) return baseIdentity(model, decoder.source, baseFormat(model));
  return { name: model.info.name, hash: model.hash, dtype: model.dtype, isRounded: false };
}

/** The neurons of the selection, of the languages that have any. */
function selectedNeurons(): NeuronCounts | null {
  const mask = workbench.selection?.mask;
  if (!mask) return null;
  const found = mask.languages
    .map((language, k) => ({ language, counts: mask.neurons[k]!.map((layer) => layer.length) }))
    .filter(({ counts }) => counts.some((count) => count > 0));
  return { languages: found.map(({ language }) => language), counts: found.map(({ counts }) => counts) };
}

function neuronsOf({ run, neurons }: KeptRun): NeuronCounts | null {
  if (!neurons || run.nNeurons === null) return null;
  return { languages: [run.language], counts: [neurons.map((layer) => layer.length)] };
}

/** A page on a run, or on the open model alone: all that was measured of it, with what made the numbers. */
export const report: Handler<"report"> = async ({ run: id }, { signal }) => {
  const kept = id === undefined ? null : await findRun(id);
  const model = kept?.run.model ?? (await identityOf(need(workbench.model, NO_MODEL)));
  const store = await openStore();
  const evaluations = (await loadEvaluations(store)).filter(
    ({ summary }) => summary.model.hash === model.hash && summary.model.dtype === model.dtype,
  );
  const of = (run: string | null): ReportEvaluation[] =>
    evaluations.filter(({ summary }) => (summary.run?.id ?? null) === run).map(toReportEvaluation);
  const measured = pairMeasured(of(null), kept ? of(kept.run.id) : []);
  return exportReport({
    appVersion: version,
    date: new Date().toISOString(),
    model,
    run: kept && toReportRun(kept),
    neurons: kept ? neuronsOf(kept) : selectedNeurons(),
    measured,
    alignmentChanges: await alignmentChanges(measured, store, signal),
  });
};
