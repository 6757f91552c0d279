import type { Job } from "./job";

export interface ReportRequest {
  /** Id of a run; the open model alone when left out. */
  readonly run?: string;
}

export interface ReportJobs {
  /** A page of HTML that stands by itself. */
  report: Job<ReportRequest, Blob>;
}
