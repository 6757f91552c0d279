/** Bounds of an estimate at a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
