import { niceTicks } from "../../charts/axisTicks";

/** The end of the axis: the smallest round tick that holds every interval, at most 1. */
export function axisEnd(rows: readonly { readonly high: number }[]): number {
  const most = Math.max(0.01, ...rows.map(({ high }) => high));
  const step = niceTicks(0, most, 4)[1] ?? most;
  return Math.min(1, Math.ceil(most / step - 1e-9) * step);
}
