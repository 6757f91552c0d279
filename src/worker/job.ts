/** A job on the wire: what it is asked with, what it gives, and what it tells meanwhile. */
export interface Job<Args, Result, Progress = never> {
  readonly args: Args;
  readonly result: Result;
  readonly progress: Progress;
}
