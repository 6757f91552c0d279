import { bootstrapInterval } from "../bootstrap";
import { corpusChange } from "../corpusChange";
import type { Interval } from "../interval";
import type { TaskResult } from "../taskResult";

/** What became of one number of a task. */
export interface MetricChange {
  readonly name: string;
  readonly how: string;
  readonly base: number;
  readonly tuned: number;
  readonly difference: number;
  /** Bootstrap over examples, the same ones of both; null of a number that is neither a mean over them nor the score of a corpus. */
  readonly interval: Interval | null;
}

export interface TaskChange {
  readonly metrics: readonly MetricChange[];
  /** Examples that only the one got right, by the first metric; null where it is no right or wrong. */
  readonly won: number | null;
  readonly lost: number | null;
}

/** The same questions, asked alike. */
function checkSame(base: TaskResult, tuned: TaskResult): void {
  const of = ({ task, language, preset, fewShot, examples }: TaskResult) =>
    JSON.stringify([
      task,
      language,
      preset,
      fewShot,
      examples.map(({ id, prompt, expected, choices }) => [id, prompt, expected, choices.map(({ text }) => text)]),
    ]);
  if (of(base) !== of(tuned)) {
    throw new RangeError("the two were asked other questions, or in another way: measure both with the same settings");
  }
}

/**
 * The change from one result to another of the same questions, paired.
 * @throws RangeError where they are not the same
 */
export function taskChange(base: TaskResult, tuned: TaskResult): TaskChange {
  checkSame(base, tuned);
  const { examples, seed, resamples } = base;
  const differences = (name: string): number[] | null => {
    const changes = examples.map(
      (example, i) => (tuned.examples[i]!.scores[name] ?? Number.NaN) - example.scores[name]!,
    );
    return changes.every(Number.isFinite) ? changes : null;
  };
  const metrics = base.metrics.flatMap((before): MetricChange[] => {
    const { name, how, value } = before;
    const after = tuned.metrics.find((metric) => metric.name === name && metric.signature === before.signature);
    if (!after) return [];
    const changes = differences(name);
    const mean = (drawn: Uint32Array) => drawn.reduce((sum, i) => sum + changes![i]!, 0) / drawn.length;
    return [
      {
        ...{ name, how, base: value, tuned: after.value, difference: after.value - value },
        interval: changes
          ? bootstrapInterval(changes.length, mean, { seed, resamples, label: "task" })
          : corpusChange(before, examples, tuned.examples, { seed, resamples }),
      },
    ];
  });
  const isAccuracy = examples[0]?.scores.acc !== undefined || examples[0]?.scores.exact_match !== undefined;
  const changes = isAccuracy ? differences(base.metrics[0]!.name) : null;
  return {
    metrics,
    won: changes === null ? null : changes.filter((change) => change > 0).length,
    lost: changes === null ? null : changes.filter((change) => change < 0).length,
  };
}
