import { describe, expect, test } from "vitest";
import { checkTasks } from "../../../src/evaluate/tasks/checkTasks";
import { measureTask, type TaskConfig, type TaskContext } from "../../../src/evaluate/tasks/measureTask";
import { recogniseTasks } from "../../../src/evaluate/tasks/recogniseTasks";

const CONFIG: TaskConfig = { how: "likelihood", fewShot: 0, seed: 1 };
/** A token a letter; "#" is dropped, as some normalisers drop characters. */
const encode = (text: string): number[] => Array.from(text.replaceAll(" #", ""), (letter) => letter.codePointAt(0)!);
const model = { context: 32, tokenizer: { encode, prefix: [] } };

const belebele = (correct: string) =>
  JSON.stringify({
    ...{ flores_passage: "P.", question: `Q${correct}?`, correct_answer_num: correct },
    ...{ mc_answer1: "a", mc_answer2: "b", mc_answer3: "c", mc_answer4: "d" },
  });
const question = (first: string) => JSON.stringify({ question: "Q?", choices: [first, "no"], answer: 0 });
const lines = (...texts: string[]): string => texts.join("\n");
const FILES = {
  broken: ["belebele_mlt_Latn.jsonl", lines(belebele("7"), belebele("x"))],
  whole: ["belebele_cym_Latn.jsonl", lines(belebele("1"), belebele("2"), belebele("3"))],
  dropped: ["questions.deu_Latn.jsonl", question("#")],
  half: ["questions.isl_Latn.jsonl", lines(question("#"), question("yes"))],
  english: ["eng_Latn.devtest", lines("One.", "Two.", "Three.")],
  welsh: ["cym_Latn.devtest", lines("Un.", "Dau.", "Tri.")],
  shortWelsh: ["cym_Latn.devtest", lines("Un.", "Tri.")],
  englishDev: ["eng_Latn.dev", lines("Four.")],
  welshDev: ["cym_Latn.dev", lines("Pedwar.", "Pump.")],
  emptyWelsh: ["cym_Latn.devtest", "\n\n\n"],
} as const;
const setsOf = (...names: (keyof typeof FILES)[]) =>
  recogniseTasks({
    files: names.map((name) => ({ name: FILES[name][0], text: FILES[name][1], sha256: name })),
    issues: [],
  }).sets;
const idsOf = (names: (keyof typeof FILES)[], config: Partial<TaskConfig> = {}) => {
  const { tasks, leftOut } = checkTasks(setsOf(...names), { ...CONFIG, ...config }, model);
  return { asked: tasks.map(({ set }) => set.id), leftOut };
};

describe("before the first task is asked", () => {
  test("one whose rows are all malformed is left out, with its name and the first reason; the others stay", () => {
    const { asked, leftOut } = idsOf(["broken", "whole", "english", "welsh"]);
    expect(asked).toEqual(["belebele/cym_Latn", "translation"]);
    expect(leftOut).toEqual([
      expect.stringMatching(
        /^belebele\/mlt_Latn: no row can be asked: 2 were left out, the first \(row 1 of belebele_mlt_Latn\.jsonl\) because/,
      ),
    ]);
  });

  test("one that the model can be asked nothing of is left out, where likelihoods are asked for", () => {
    const { asked, leftOut } = idsOf(["dropped", "half"]);
    expect(asked).toEqual(["multiple_choice/isl_Latn"]);
    expect(leftOut).toEqual([
      expect.stringMatching(/^multiple_choice\/deu_Latn: .*the tokenizer leaves nothing of "#"/),
    ]);
    expect(idsOf(["dropped", "half"], { how: "generate" }).leftOut).toEqual([]);
  });

  test("translations without one pair are left out", () => {
    const { asked, leftOut } = idsOf(["whole", "english", "emptyWelsh"]);
    expect(asked).toEqual(["belebele/cym_Latn"]);
    expect(leftOut).toEqual([expect.stringMatching(/^translation: no sentence has a translation from eng_Latn/)]);
  });

  test("translations that are not aligned are left out alone, and other parts of them are not looked at for nothing", () => {
    const { asked, leftOut } = idsOf(["whole", "english", "shortWelsh"]);
    expect(asked).toEqual(["belebele/cym_Latn"]);
    expect(leftOut).toEqual([expect.stringMatching(/^translation: .* not aligned by line/)]);
    const withDev = idsOf(["whole", "english", "welsh", "englishDev", "welshDev"], { fewShot: 0 });
    expect(withDev.asked).toEqual(["belebele/cym_Latn", "translation"]);
  });

  test("where nothing is left it says why of each", () => {
    expect(() => idsOf(["broken", "dropped"])).toThrow(/belebele\/mlt_Latn: .*; multiple_choice\/deu_Latn: /);
  });

  test.each<[Partial<TaskConfig>, string]>([
    [{ fewShot: 3 }, "belebele/cym_Latn: 3 few-shot examples are asked for, there are 2 to draw from"],
    [{ fewShot: 3 }, "translation: 3 few-shot examples are asked for, there are 2 to draw from"],
    [{ source: "fra_Latn" }, "translation: the files do not hold both fra_Latn and cym_Latn"],
    [{ limit: 0 }, "belebele/cym_Latn: limit is 0"],
    [{ resamples: 0 }, "resamples is 0"],
  ])("%j is refused, with the name of the task that it does not fit", (config, problem) => {
    expect(() => idsOf(["whole", "english", "welsh"], config)).toThrow(problem);
  });
});

test("a task that cannot be asked names itself also where it is asked alone", async () => {
  const context = { ...model, signal: new AbortController().signal } as unknown as TaskContext;
  const [broken, whole] = setsOf("broken", "whole");
  await expect(measureTask(broken!, CONFIG, context)).rejects.toThrow("belebele/mlt_Latn: no row can be asked");
  await expect(measureTask(whole!, { ...CONFIG, fewShot: 9 }, context)).rejects.toThrow(
    "belebele/cym_Latn: 9 few-shot",
  );
});
