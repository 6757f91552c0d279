import type { Interval } from "../../../evaluate/interval";
import type { TaskResult } from "../../../evaluate/taskResult";
import { isSure } from "../../charts/changes";
import { formatPlural } from "../../format";

/** A bootstrap over fewer questions gives intervals that are too narrow. */
export const FEWEST_QUESTIONS = 10;

/** Whether so many questions tell that a difference is not chance. */
export const isSureOf = (questions: number, interval: Interval | null): boolean =>
  questions >= FEWEST_QUESTIONS && interval !== null && isSure(interval);

/** What to know of the intervals of these results, a sentence each. */
export function intervalNotes(results: readonly Pick<TaskResult, "examples" | "metrics">[]): string[] {
  const fewest = Math.min(...results.map(({ examples }) => examples.length));
  const isPoint = results.some(({ metrics }) => metrics.some(({ interval }) => interval.low === interval.high));
  return [
    ...(fewest < FEWEST_QUESTIONS
      ? [
          `With ${formatPlural(fewest, "question")} a task the intervals are too narrow to tell what is sure: ask at least ${FEWEST_QUESTIONS}.`,
        ]
      : []),
    ...(isPoint
      ? [
          "Where all answers score the same there is nothing to draw from: such an interval is a point, which tells nothing of chance.",
        ]
      : []),
  ];
}
