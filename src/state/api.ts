import { stop } from "./jobs";

export * from "./alignApi";
export * from "./corpusApi";
export { evaluation, removeEvaluation } from "./evaluations";
export * from "./finetuneApi";
export * from "./generateApi";
export { listModel, type ModelSource, openModel } from "./modelApi";
export * from "./projectApi";
export * from "./reportApi";
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
