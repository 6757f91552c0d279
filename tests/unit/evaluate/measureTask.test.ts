import { expect, test } from "vitest";
import {
  measureTask,
  type TaskConfig,
  type TaskContext,
  taskLabel,
  taskSettings,
} from "../../../src/evaluate/tasks/measureTask";
import { recogniseTasks, type TaskSet } from "../../../src/evaluate/tasks/recogniseTasks";
import { choiceSets } from "../../../src/evaluate/tasks/taskSets";
import { directionOf } from "../../../src/evaluate/tasks/translationDirection";

const CONFIG: TaskConfig = { how: "likelihood", fewShot: 0, seed: 1 };
const rows = [0, 1].map((answer) => JSON.stringify({ question: `Q${answer}`, choices: ["x", "y"], answer }));
const [set] = choiceSets([{ name: "q.cym_Latn.jsonl", text: rows.join("\n") }]).sets;
const choice: TaskSet = { kind: "choice", set: set!, hashes: [["q.cym_Latn.jsonl", "aa"]] };
const translation: TaskSet = {
  kind: "translation",
  set: { id: "translation", languages: ["cym_Latn", "eng_Latn", "mlt_Latn"], files: [] },
  hashes: [["cym_Latn.txt", "bb"]],
};

test("a translation goes from English unless it is told otherwise", () => {
  const languages = ["cym_Latn", "eng_Latn", "mlt_Latn"];
  const direction = (config: Partial<TaskConfig>, all = languages) =>
    Object.values(directionOf(all, { ...CONFIG, ...config }));
  expect(direction({})).toEqual(["eng_Latn", "cym_Latn"]);
  expect(direction({ target: "mlt_Latn" })).toEqual(["eng_Latn", "mlt_Latn"]);
  expect(direction({ source: "mlt_Latn" })).toEqual(["mlt_Latn", "cym_Latn"]);
  expect(direction({ target: "eng_Latn" })).toEqual(["cym_Latn", "eng_Latn"]);
  expect(direction({}, ["cym_Latn", "mlt_Latn"])).toEqual(["cym_Latn", "mlt_Latn"]);
});

test("a label tells task, language, number, way and shown examples", () => {
  expect(taskLabel(choice, CONFIG)).toBe("Multiple choice, Welsh, 2 questions, by likelihood");
  expect(taskLabel(choice, { ...CONFIG, how: "generate", limit: 1, fewShot: 1 })).toBe(
    "Multiple choice, Welsh, 1 question, generated, 1 example shown",
  );
  expect(taskLabel(translation, { ...CONFIG, fewShot: 3 })).toBe("Translation, English to Welsh, 3 examples shown");
});

test("all that decides the result is in its settings, and nothing that does not", () => {
  const of = (task: TaskSet, config: Partial<TaskConfig> = {}) =>
    JSON.stringify(taskSettings(task, { ...CONFIG, ...config }));
  const changes: Partial<TaskConfig>[] = [
    { how: "generate" },
    { fewShot: 1 },
    { seed: 2 },
    { limit: 1 },
    { resamples: 9 },
  ];
  expect(new Set([{}, ...changes].map((config) => of(choice, config))).size).toBe(changes.length + 1);
  expect(of({ ...choice, hashes: [["q.cym_Latn.jsonl", "cc"]] })).not.toBe(of(choice));
  expect(of(translation, { target: "mlt_Latn" })).not.toBe(of(translation));
  // Translations are always generated, and questions have no direction.
  expect(of(translation, { how: "generate" })).toBe(of(translation));
  expect(of(choice, { target: "mlt_Latn" })).toBe(of(choice));
});

test("a bootstrap that cannot be is refused before anything is asked", async () => {
  const never = {} as TaskContext;
  for (const task of [choice, translation]) {
    await expect(measureTask(task, { ...CONFIG, resamples: 0 }, never)).rejects.toThrow("resamples is 0");
    await expect(measureTask(task, { ...CONFIG, seed: 0.5 }, never)).rejects.toThrow("seed is 0.5");
  }
});

test("files of the same bytes under other names are another text", () => {
  const of = (...files: readonly [name: string, sha256: string][]) => {
    const text = { aa: "Helo.\n", bb: "Hello.\n" };
    const { sets } = recogniseTasks({
      files: files.map(([name, sha256]) => ({ name, sha256, text: text[sha256 as "aa"] })),
      issues: [],
    });
    return JSON.stringify(taskSettings(sets[0]!, CONFIG));
  };
  const right = of(["cym_Latn.devtest", "aa"], ["eng_Latn.devtest", "bb"]);
  expect(of(["cym_Latn.devtest", "bb"], ["eng_Latn.devtest", "aa"])).not.toBe(right);
  expect(of(["cym_Latn.devtest", "aa"], ["eng_Latn.devtest", "bb"])).toBe(right);
});
