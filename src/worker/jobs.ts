import { align, alignmentChange } from "./alignJobs";
import { addCorpus, clearCorpus, importAgain, tokenizeCorpus } from "./corpusJobs";
import { deactivate } from "./deactivationJob";
import { environment } from "./environmentJob";
import { evaluateLoss } from "./evaluateJob";
import { evaluation, forgetEvaluation, listEvaluations } from "./evaluationJobs";
import { exportManifestFile, exportMaskFile, exportStatsFile, exportTable } from "./exportJobs";
import { finetune } from "./finetuneJob";
import { clearFinetuneText, setFinetuneText, tokenizeFinetuneText } from "./finetuneTextJobs";
import { generate } from "./generateJob";
import type { Handler } from "./handler";
import { importMaskFile, importStatsFile } from "./importJobs";
import { listModel, openModel } from "./modelJobs";
import { perplexity, perplexityChange } from "./perplexityJobs";
import { planFinetune } from "./planJob";
import { projectSentences } from "./projectJob";
import type { JobName } from "./protocol";
import { report } from "./reportJob";
import { exportRun, importRun } from "./runFileJobs";
import { forgetRun, listRuns, renameRun, runCurves, runLog } from "./runJobs";
import { forgetScans, savedBytes } from "./savedScanJobs";
import { savedScan, scan } from "./scanJobs";
import { countedStats, select, selectWithNeurons } from "./selectionJobs";
import { forgetStoppedEvaluations, stoppedEvaluations } from "./stoppedEvaluationJobs";
import { checkTasks, clearTaskFiles, evaluateTask, exportTasks, setTaskFiles, taskChange } from "./taskJobs";
import { neuron, neuronMap, overlap, table } from "./viewJobs";
import { weightChange } from "./weightChangeJob";

/** The handler of every job. */
export const JOBS: { readonly [N in JobName]: Handler<N> } = {
  environment,
  listModel,
  openModel,
  addCorpus,
  importAgain,
  tokenizeCorpus,
  clearCorpus,
  setFinetuneText,
  clearFinetuneText,
  tokenizeFinetuneText,
  savedScan,
  savedBytes,
  forgetScans,
  scan,
  select,
  selectNeurons: selectWithNeurons,
  stats: countedStats,
  neuronMap,
  overlap,
  neuronTable: table,
  neuron,
  exportMask: exportMaskFile,
  exportStats: exportStatsFile,
  exportTable,
  exportManifest: exportManifestFile,
  importMask: importMaskFile,
  importStats: importStatsFile,
  planFinetune,
  finetune,
  evaluateLoss,
  generate,
  exportRun,
  importRun,
  listRuns,
  runLog,
  runCurves,
  renameRun,
  forgetRun,
  listEvaluations,
  evaluation,
  forgetEvaluation,
  stoppedEvaluations,
  forgetStoppedEvaluations,
  projectSentences,
  weightChange,
  report,
  align,
  alignmentChange,
  perplexity,
  perplexityChange,
  deactivate,
  setTaskFiles,
  clearTaskFiles,
  checkTasks,
  evaluateTask,
  taskChange,
  exportTasks,
};
