import type { TaskExample } from "../../../evaluate/taskResult";

/** An example of one model, and of the other beside it. */
export interface Shown {
  readonly from: TaskExample;
  readonly to: TaskExample | null;
}

/** Whether an example was answered rightly; null where it is no right or wrong. */
export const isRight = ({ scores }: TaskExample): boolean | null => {
  const score = scores.acc ?? scores.exact_match;
  return score === undefined ? null : score === 1;
};

/** Which examples are shown, by a filter's name. */
export const FILTERS: Readonly<Record<string, (shown: Shown) => boolean>> = {
  all: () => true,
  wrong: ({ from }) => isRight(from) === false,
  right: ({ from }) => isRight(from) === true,
  won: ({ from, to }) => isRight(from) === false && to !== null && isRight(to) === true,
  lost: ({ from, to }) => isRight(from) === true && to !== null && isRight(to) === false,
};

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
