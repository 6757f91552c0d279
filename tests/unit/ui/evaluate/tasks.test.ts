import { describe, expect, test } from "vitest";
import type { TaskResult } from "../../../../src/evaluate/taskResult";
import { taskChange } from "../../../../src/evaluate/tasks/taskChange";
import { directionOf } from "../../../../src/evaluate/tasks/translationDirection";
import { TASK_FORM } from "../../../../src/state/taskForm";
import { intervalNotes, isSureOf } from "../../../../src/ui/evaluate/tasks/enoughQuestions";
import { overviewChanges, overviewTable } from "../../../../src/ui/evaluate/tasks/overview";
import { askedSets, directionIn, toOptions } from "../../../../src/ui/evaluate/tasks/taskForm";
import type { MeasuredTask, TaskPair } from "../../../../src/ui/evaluate/tasks/taskPair";
import { formatDifference, formatMetric, formatMetricInterval } from "../../../../src/ui/evaluate/tasks/taskText";
import type { TaskSetSummary } from "../../../../src/worker/taskProtocol";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("accuracies are per cent and points, scores of texts as they are", () => {
  expect(plain(formatMetric("acc", 0.25))).toBe("25 %");
  expect(formatMetric("chrf++", 45.678)).toBe("45.7");
  expect(plain(formatMetricInterval("acc_norm", { low: 0.125, high: 0.5 }))).toBe("12.5–50 %");
  expect(plain(formatDifference("acc", -0.04167))).toBe("−4.2 pp");
  expect(formatDifference("bleu", 1.25)).toBe("+1.3");
  expect(formatDifference("bleu", -0.034)).toBe("−0.034");
});

test("what was left empty is not asked for, and only translations have a direction", () => {
  const set = { id: "belebele/mlt_Latn", kind: "choice", languages: [] } as unknown as TaskSetSummary;
  const form = { ...TASK_FORM, limit: 5, source: "eng_Latn", target: "mlt_Latn" };
  expect(toOptions(form, set)).toEqual({ task: "belebele/mlt_Latn", how: "likelihood", limit: 5 });
  const languages = ["cym_Latn", "eng_Latn", "mlt_Latn"];
  const translation: TaskSetSummary = { ...set, kind: "translation", languages };
  expect(toOptions(form, translation)).toMatchObject({ source: "eng_Latn", target: "mlt_Latn" });
});

test("a direction outlives the files it was chosen for only as far as others have its languages", () => {
  const form = { ...TASK_FORM, source: "mlt_Latn", target: "eng_Latn" };
  expect(directionIn(["eng_Latn", "mlt_Latn"], form)).toEqual({ source: "mlt_Latn", target: "eng_Latn" });
  const languages = ["cym_Latn", "deu_Latn", "eng_Latn"];
  expect(directionIn(languages, form)).toEqual({ source: "cym_Latn", target: "eng_Latn" });
  expect(directionIn(["cym_Latn", "deu_Latn"], form)).toEqual({ source: "cym_Latn", target: "deu_Latn" });
  const others = { id: "translation", kind: "translation", languages } as unknown as TaskSetSummary;
  expect(toOptions(form, others)).toMatchObject({ source: "cym_Latn", target: "eng_Latn" });
});

test("the default direction is the one that a translation is asked in", () => {
  const all = ["cym_Latn", "deu_Latn", "eng_Latn", "mlt_Latn"];
  for (const languages of [all, all.slice(0, 2), all.slice(1, 3), all.toReversed()]) {
    for (const source of [undefined, ...languages]) {
      for (const target of [undefined, ...languages].filter((one) => one === undefined || one !== source)) {
        const form = { ...TASK_FORM, ...(source && { source }), ...(target && { target }) };
        expect(directionIn(languages, form)).toEqual(directionOf(languages, { source, target }));
      }
    }
  }
});

test("a set is asked unless it was left out or all of its rows were", () => {
  const sets = [
    { id: "asked", rows: 1 },
    { id: "left", rows: 1 },
    { id: "empty", rows: 0 },
    { id: "translation", rows: null },
  ] as TaskSetSummary[];
  const asked = askedSets(sets, { ...TASK_FORM, left: ["left"] });
  expect(asked.map(({ id }) => id)).toEqual(["asked", "translation"]);
});

test("few questions, and intervals that are points, are told", () => {
  const resultOf = (questions: number, low: number, high: number) =>
    ({ examples: new Array(questions).fill({}), metrics: [{ interval: { low, high } }] }) as unknown as TaskResult;
  const noteless = resultOf(10, 0.2, 0.8);
  expect(intervalNotes([noteless])).toEqual([]);
  const few = intervalNotes([noteless, resultOf(3, 0.2, 0.8)]);
  expect(few).toHaveLength(1);
  expect(plain(few[0]!)).toContain("With 3 questions a task");
  expect(intervalNotes([noteless, resultOf(50, 0, 0)])[0]).toContain("a point");
  expect([9, 10].map((questions) => isSureOf(questions, { low: 0.1, high: 0.2 }))).toEqual([false, true]);
  expect([{ low: -0.1, high: 0.2 }, null].map((interval) => isSureOf(10, interval))).toEqual([false, false]);
});

describe("the overview", () => {
  const resultOf = (scores: readonly number[]): TaskResult => ({
    ...{ task: "t", language: null, preset: "p", fewShot: 0, seed: 1, skipped: [], cut: 0 },
    metrics: [
      {
        ...{ name: "acc", how: "likelihood", signature: null, interval: { low: 0, high: 1 } },
        value: scores.reduce((sum, score) => sum + score, 0) / scores.length,
      },
    ],
    examples: scores.map((acc, i) => ({
      ...{ id: String(i), prompt: "", choices: [], output: null, answer: null, expected: "", scores: { acc } },
    })),
  });
  const measured = (scores: readonly number[], run: { id: string; name: string } | null): MeasuredTask => ({
    summary: {
      id: "x",
      kind: "task",
      date: "",
      label: "T",
      settings: "s",
      model: { name: "m", hash: "", dtype: "q4", isRounded: false },
      run,
    },
    result: resultOf(scores),
  });
  const from = measured([0, 0, 1, 1], null);
  const to = measured([0, 1, 1, 1], { id: "r", name: "Welsh" });
  const pair: TaskPair = { from, to, change: taskChange(from.result, to.result), problem: null };

  test("draws differences in points, a row a task", () => {
    const changes = overviewChanges([{ label: "T", pair }])!;
    expect(changes.rows).toEqual(["T"]);
    expect(changes.series[0]).toMatchObject({ name: "Welsh", changes: [{ value: 25 }] });
    expect(changes.title).toBe("Change of the accuracy from base to Welsh");
  });

  test("names rows by task and language, unless two have both", () => {
    const rowsOf = (...labels: string[]) => overviewChanges(labels.map((label) => ({ label, pair })))!.rows;
    expect(rowsOf("MMLU, Welsh, 4 questions", "MMLU, English, 4 questions")).toEqual(["MMLU, Welsh", "MMLU, English"]);
    const both = ["MMLU, Welsh, by likelihood", "MMLU, Welsh, generated"];
    expect(rowsOf(...both)).toEqual(both);
  });

  test("draws nothing of one model alone, and tells all numbers in its table", () => {
    const alone: TaskPair = { from, to: null, change: null, problem: null };
    expect(overviewChanges([{ label: "T", pair: alone }])).toBeUndefined();
    const { columns, rows } = overviewTable([
      { label: "T", pair: alone },
      { label: "T", pair },
    ]);
    expect(rows.map((row) => row.length)).toEqual([columns.length, columns.length]);
    expect(rows[0]!.slice(5)).toEqual(["base", 0.5, 0, 1, null, null, null, null, null, null, null]);
    expect(rows[1]!.slice(9, 14)).toEqual(["Welsh", 0.75, 0, 1, 0.25]);
  });
});
