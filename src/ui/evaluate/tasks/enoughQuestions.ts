import type { Interval } from "../../../evaluate/interval";
import type { TaskResult } from "../../../evaluate/taskResult";
import { isSure } from "../../charts/changes";
import { formatPlural } from "../../format";

/** A bootstrap over fewer questions gives intervals that are too narrow. */
export const FEWEST_QUESTIONS = 10;

/** Whether so many questions tell that a difference is not chance. */
export const isSureOf = (questions: number, interval: Interval | null): boolean =>
  questions >= FEWEST_QUESTIONS && interval !== null && isSure(interval);

/** What to know of the intervals of these results. */
export function intervalNotes(results: readonly Pick<TaskResult, "examples" | "metrics">[]): string[] {
  const fewest = Math.min(...results.map(({ examples }) => examples.length));
  if (fewest < FEWEST_QUESTIONS) {
    const asked = formatPlural(fewest, "question");
    return [
      `With ${asked} a task neither its numbers nor their intervals tell much: ask at least ${FEWEST_QUESTIONS}.`,
    ];
  }
  const isPoint = results.some(({ metrics }) => metrics.some(({ interval }) => interval.low === interval.high));
  return isPoint ? ["Where all answers score the same the interval is a point, which tells nothing of chance."] : [];
}
