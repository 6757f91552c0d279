import type { TaskExample } from "../../../evaluate/taskResult";

/** An example of one model, and of the other beside it. */
export interface Shown {
  readonly from: TaskExample;
  readonly to: TaskExample | null;
}

/** What translations are put in order by; null of an example that has no such score. */
export const chrfOf = ({ scores }: TaskExample): number | null => scores["sentence_chrf++"] ?? null;

const gain = ({ from, to }: Shown): number => (to === null ? 0 : (chrfOf(to) ?? 0) - (chrfOf(from) ?? 0));

/** What comes first is smallest. */
const ORDERS: Readonly<Record<string, (shown: Shown) => number>> = {
  low: ({ from }) => chrfOf(from) ?? 0,
  won: (shown) => -gain(shown),
  lost: gain,
};

/** The examples by an order's name, as they stand where it is none; equal ones stay in theirs. */
export function inOrder(examples: readonly Shown[], order: string): readonly Shown[] {
  const key = Object.hasOwn(ORDERS, order) ? ORDERS[order] : undefined;
  return key === undefined ? examples : examples.toSorted((a, b) => key(a) - key(b));
}
