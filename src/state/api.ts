import { stop } from "./jobs";

export * from "./alignApi";
export * from "./budgetsApi";
export * from "./corpusApi";
export { evaluation, removeEvaluation, removeStoppedEvaluations, stoppedEvaluations } from "./evaluations";
export {
  type FinetuneFiles,
  type FinetuneOptions,
  type FinetuneResult,
  finetune,
  resumeRun,
  startBaseline,
} from "./finetuneApi";
export { clearFinetuneText, setFinetuneText } from "./finetuneText";
export * from "./generateApi";
export { listModel, type ModelSource, openModel } from "./modelApi";
export * from "./projectApi";
export * from "./reportApi";
export * from "./runFilesApi";
export { removeRun, renameRun } from "./runs";
export * from "./scanApi";
export * from "./scoreApi";
export {
  exportManifest,
  exportMask,
  exportStats,
  exportTable,
  importMask,
  importStats,
  type Selected,
  select,
  setLapeConfig,
  stats,
} from "./selectionApi";
export * from "./taskApi";
export * from "./weightChangeApi";

/** Stops every job, and resolves when all have ended; a scan goes on from what it saved when it is started again. */
export const cancel = (): Promise<void> => stop();
export const pause = cancel;
