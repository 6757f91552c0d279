import { describe, expect, test } from "vitest";
import { extractLetter } from "../../../src/evaluate/tasks/extractLetter";
import { generatePrompt, generateTask } from "../../../src/evaluate/tasks/generateTask";
import { type ChoiceSet, choiceSets } from "../../../src/evaluate/tasks/taskSets";

const setOf = (...rows: object[]): ChoiceSet =>
  choiceSets([{ name: "rows.jsonl", text: rows.map((row) => JSON.stringify(row)).join("\n") }]).sets[0]!;
const CONFIG = { fewShot: 0, seed: 1, resamples: 50 };
const promptOf = (row: object): string => {
  const set = setOf(row);
  return generatePrompt(set, set.rows[0]!, CONFIG);
};

describe("the prompts of Gurgurov et al. (2025), eval_finetune.py", () => {
  const OPTIONS = "A) one\nB) two\n\nAnswer:";
  test("of BELEBELE", () => {
    const row = {
      flores_passage: "P.",
      question: "Q?",
      mc_answer1: "a",
      mc_answer2: "b",
      mc_answer3: "c",
      mc_answer4: "d",
    };
    expect(promptOf({ ...row, correct_answer_num: "1" })).toBe(
      "Read the following passage and pick the right answer.\n\nPassage: P.\n\nQuestion: Q?\n\nA) a\nB) b\nC) c\nD) d\n\nAnswer:",
    );
  });
  test("of SIB-200, with the blanks it has behind a topic", () => {
    expect(promptOf({ text: "T.", category: "travel" })).toBe(
      "Classify the following text into one of these topics:\nA) Science/Technology\nB) Travel  \nC) Politics\nD) Sports\nE) Health\nF) Entertainment\nG) Geography\n\nText: T.\n\nAnswer:",
    );
  });
  test("of MMLU", () => {
    expect(promptOf({ question: "Q?", subject: "law", choices: ["a", "b", "c", "d"], answer: 0 })).toBe(
      "Answer the following multiple choice question:\n\nQ?\n\nA) a\nB) b\nC) c\nD) d\n\nAnswer:",
    );
  });
  test("of HellaSwag", () => {
    expect(
      promptOf({ ctx: "C", ctx_a: "C", ctx_b: "", activity_label: "X", endings: ["one", "two"], label: "0" }),
    ).toBe(`Complete the following scenario by choosing the most likely continuation:\n\nC\n\n${OPTIONS}`);
  });
  test("of PIQA", () => {
    expect(promptOf({ goal: "G", sol1: "one", sol2: "two", label: 0 })).toBe(
      `Choose the most appropriate solution for the following goal:\n\nGoal: G\n\n${OPTIONS}`,
    );
  });
  test("of WinoGrande", () => {
    expect(promptOf({ sentence: "The _ is.", option1: "one", option2: "two", answer: "1" })).toBe(
      `Complete the sentence by choosing the correct option:\n\nThe _ is.\n\n${OPTIONS}`,
    );
  });
  test("of ARC", () => {
    expect(promptOf({ question: "Q?", choices: { text: ["one", "two"], label: ["A", "B"] }, answerKey: "B" })).toBe(
      `Answer the following question:\n\nQ?\n\n${OPTIONS}`,
    );
  });
});

describe("the letter of an output", () => {
  // Each by Python's re with the script's patterns.
  const CASES: readonly [output: string, letter: string | null][] = [
    ["A) one", "A"],
    [" b. two", "B"],
    ["C", "C"],
    ["d\n", "D"],
    ["B because A) is wrong", "B"],
    ["The answer is (c)", "C"],
    ["It is A. Or B)", "B"],
    ["Answer: D", null],
    ["E) none", null],
    ["", null],
    ["Banana", null],
    ["Ω. A.", "A"],
    // A letter behind one of another script is no beginning of a word.
    ["ЖA)", null],
    ["_A)", null],
    ["A word first", "A"],
  ];
  for (const [output, letter] of CASES) {
    test(`of ${JSON.stringify(output)} is ${letter}`, () => expect(extractLetter(output, 4)).toBe(letter));
  }
  test("may be one of seven topics", () => {
    expect([extractLetter("g) geography", 7), extractLetter("g) geography", 4)]).toEqual(["G", null]);
  });
});

describe("a generated task", () => {
  const QUESTIONS = [0, 1, 2, 3].map((i) => ({ question: `Q${i}?`, choices: ["x", "y"], answer: i % 2 }));
  const { signal } = new AbortController();

  test("counts letters that are right, and outputs without one as wrong", async () => {
    const outputs = ["A) x", "A) x", "no idea", "B"];
    const asked: string[] = [];
    const result = await generateTask(setOf(...QUESTIONS), CONFIG, {
      signal,
      generate: async (prompt) => ({ text: outputs[asked.push(prompt) - 1]!, cut: asked.length === 3 }),
    });
    expect(result.examples.map(({ answer, expected }) => [answer, expected])).toEqual([
      ["A", "A"],
      ["A", "B"],
      [null, "A"],
      ["B", "B"],
    ]);
    expect(result.metrics.map(({ name, value }) => [name, value])).toEqual([
      ["exact_match", 0.5],
      ["answered", 0.75],
    ]);
    expect([result.preset, result.resamples, result.cut]).toEqual(["Gurgurov et al. (2025)", 50, 1]);
  });

  test("shows solved examples, never the one that is asked, the same for the same seed", () => {
    const set = setOf(...QUESTIONS);
    for (const row of set.rows) {
      const prompt = generatePrompt(set, row, { ...CONFIG, fewShot: 3 });
      expect(prompt.split(row.document.prompt)).toHaveLength(2);
      expect(prompt.endsWith(`\n\n${row.document.prompt}`)).toBe(true);
      for (const other of set.rows.filter(({ id }) => id !== row.id)) {
        expect(prompt).toContain(`${other.document.prompt} ${"AB"[other.document.gold]}\n\n`);
      }
      expect(generatePrompt(set, row, { ...CONFIG, fewShot: 3 })).toBe(prompt);
    }
    expect(() => generatePrompt(set, set.rows[0]!, { ...CONFIG, fewShot: 4 })).toThrow("there are 3 to draw from");
  });

  test("does not show a second copy of the question that is asked", () => {
    const set = setOf(...QUESTIONS.slice(0, 2), QUESTIONS[0]!);
    const prompt = generatePrompt(set, set.rows[0]!, { ...CONFIG, fewShot: 1 });
    expect(prompt.split("Q0?")).toHaveLength(2);
    expect(() => generatePrompt(set, set.rows[0]!, { ...CONFIG, fewShot: 2 })).toThrow("there are 1 to draw from");
  });

  test("goes on behind what was answered", async () => {
    const saved = new Map<string, unknown>();
    const parts = {
      load: async (name: string) => saved.get(name),
      save: async (name: string, value: unknown) => void saved.set(name, value),
    };
    let calls = 0;
    const answer = async () => {
      if (++calls === 3) throw new Error("stopped");
      return { text: "A", cut: false };
    };
    const set = setOf(...QUESTIONS);
    await expect(generateTask(set, CONFIG, { signal, parts, generate: answer })).rejects.toThrow("stopped");
    const whole = await generateTask(set, CONFIG, { signal, parts, generate: answer });
    expect(calls).toBe(5);
    expect(whole.metrics[0]!.value).toBe(0.5);
  });

  test("is refused before its first question where a later one has too few examples to show", async () => {
    const rows = ["law", "law", "law", "virology"].map((subject, i) => ({
      ...{ question: `Q${i}?`, subject, choices: ["a", "b", "c", "d"], answer: 0 },
    }));
    const never = async () => {
      throw new Error("asked");
    };
    const asked = generateTask(setOf(...rows), { ...CONFIG, fewShot: 1 }, { signal, generate: never });
    await expect(asked).rejects.toThrow("1 few-shot examples are asked for, there are 0 to draw from");
  });

  test("refuses what cannot be asked, in words", async () => {
    const generate = async () => ({ text: "A", cut: false });
    const bad = setOf(QUESTIONS[0]!, QUESTIONS[1]!);
    await expect(generateTask(bad, { ...CONFIG, limit: 0 }, { signal, generate })).rejects.toThrow("limit is 0");
    const none = setOf({ ...QUESTIONS[0]!, answer: 9 });
    await expect(generateTask(none, CONFIG, { signal, generate })).rejects.toThrow(
      'no row can be asked: 1 were left out, the first (row 1 of rows.jsonl) because: field "answer" is "9"',
    );
  });
});
