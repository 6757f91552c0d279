import type { JobName, Jobs } from "./protocol";

export interface JobContext<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** A job: gives away what it returns, throws what went wrong in words for the person. */
export type Handler<N extends JobName> = (
  args: Jobs[N]["args"],
  context: JobContext<Jobs[N]["progress"]>,
) => Promise<Jobs[N]["result"]> | Jobs[N]["result"];
