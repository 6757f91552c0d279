import { describe, expect, test } from "vitest";
import { readTaskFiles } from "../../../src/evaluate/tasks/readTaskFiles";
import { recogniseTasks } from "../../../src/evaluate/tasks/recogniseTasks";
import { choiceSets } from "../../../src/evaluate/tasks/taskSets";

const lines = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const ask = (name: string, text: string) => choiceSets([{ name, text }]).sets;

const BELEBELE = {
  flores_passage: "Il-qattus jorqod.",
  question: "Min jorqod?",
  mc_answer1: "Il-kelb",
  mc_answer2: "Il-qattus",
  mc_answer3: "Il-ħuta",
  mc_answer4: "Ħadd",
  correct_answer_num: "2",
};
const QUESTION = { question: "2 + 2?", choices: ["3", "4"], answer: 1 };

describe("a task file", () => {
  test("is known by its fields, in every layout", () => {
    const rows: readonly [task: string, gold: number, row: object][] = [
      ["belebele", 1, BELEBELE],
      ["mmlu", 2, { question: "Q", subject: "virology", choices: ["a", "b", "c", "d"], answer: 2 }],
      ["mmlu", 3, { question: "Q", A: "a", B: "b", C: "c", D: "d", answer: "D" }],
      ["global_mmlu", 0, { question: "Q", option_a: "a", option_b: "b", option_c: "c", option_d: "d", answer: "A" }],
      ["sib200", 6, { index_id: 3, text: "T", category: "geography" }],
      ["arc", 1, { question: "Q", choices: { text: ["x", "y", "z"], label: ["1", "2", "3"] }, answerKey: "2" }],
      [
        "arc",
        0,
        {
          question: {
            stem: "Q",
            choices: [
              { text: "x", label: "A" },
              { text: "y", label: "B" },
            ],
          },
          answerKey: "A",
        },
      ],
      ["hellaswag", 1, { ctx: "C", endings: ["x", "y"], label: "1" }],
      ["piqa", 0, { goal: "G", sol1: "x", sol2: "y", label: 0 }],
      ["winogrande", 1, { sentence: "The _ sleeps.", option1: "cat", option2: "dog", answer: "2" }],
      ["multiple_choice", 1, QUESTION],
      ["multiple_choice", 1, { prompt: "Two and two", choices: ["is five", "is four"], answer: "is four" }],
      ["multiple_choice", 1, { prompt: "Two and two", choices: ["is five", "is four"], answer: "b" }],
    ];
    for (const [task, gold, row] of rows) {
      const [set] = ask("rows.jsonl", lines(row));
      expect([set?.task, set?.rows[0]?.document.gold, set?.skipped], JSON.stringify(row)).toEqual([task, gold, []]);
    }
  });

  test("of MMLU tells the answer by letter or place, whatever its choices are called", () => {
    const [a, b, c, d] = ["O", "A", "B", "AB"];
    const columns = { option_a: a, option_b: b, option_c: c, option_d: d };
    const rows: readonly [gold: number, row: object][] = [
      [1, { question: "Q", subject: "anatomy", choices: [a, b, c, d], answer: "B" }],
      [1, { question: "Q", A: a, B: b, C: c, D: d, answer: "B" }],
      [1, { question: "Q", ...columns, answer: "B" }],
      [1, { question: "Q", subject: "anatomy", choices: ["1", "2", "3", "4"], answer: "1" }],
      // The plain layout does not say how: the text of a choice comes first.
      [2, { question: "Q", choices: [a, b, c, d], answer: "B" }],
    ];
    for (const [gold, row] of rows) {
      const [set] = ask("rows.jsonl", lines(row));
      expect([set?.rows[0]?.document.gold, set?.skipped], JSON.stringify(row)).toEqual([gold, []]);
    }
    const [set] = ask("rows.jsonl", lines({ question: "Q", ...columns, answer: "AB" }));
    expect(set?.skipped.map(({ reason }) => reason)).toEqual([
      'field "answer" is "AB": neither a letter of a choice, nor its place from 0',
    ]);
  });

  test("is read the same as JSONL, JSON list, CSV and TSV", () => {
    const { choices, ...rest } = QUESTION;
    const csv = `question,choices,answer\n"2 + 2?","[""3"",""4""]",1\n`;
    const texts: readonly [name: string, text: string][] = [
      ["a.jsonl", lines(QUESTION)],
      ["a.json", JSON.stringify([QUESTION])],
      ["a.csv", csv],
      ["a.tsv", `question\tchoices\tanswer\n${rest.question}\t${JSON.stringify(choices)}\t1\n`],
    ];
    for (const [name, text] of texts) {
      expect(
        ask(name, text)[0]?.rows.map(({ document }) => [document.pairs, document.gold]),
        name,
      ).toEqual([
        [
          [
            { context: "Question: 2 + 2?\nAnswer:", continuation: "3" },
            { context: "Question: 2 + 2?\nAnswer:", continuation: "4" },
          ],
          1,
        ],
      ]);
    }
  });

  test("of MMLU without a header keeps its first row, its rows' places and its subject", () => {
    const text = '"Which, of these?",1,2,3,4,C\nno choices\nNext?,1,2,3,4,E\nLast?,1,2,3,4,A\n';
    const [set] = ask("test/abstract_algebra_test.csv", text);
    expect(set?.rows.map(({ row, document }) => [row, document.gold, document.description])).toEqual([
      [1, 2, "The following are multiple choice questions (with answers) about abstract algebra.\n\n"],
      [4, 0, "The following are multiple choice questions (with answers) about abstract algebra.\n\n"],
    ]);
    expect(set?.skipped.map(({ row }) => row)).toEqual([2, 3]);
  });

  test("tells what it leaves out in the order of the rows, whatever is wrong with each", () => {
    const text = `${lines({ ...QUESTION, answer: 7 })}{"question\n${lines({ choices: ["a"] }, QUESTION)}`;
    expect(ask("rows.jsonl", text)[0]?.skipped.map(({ row }) => row)).toEqual([1, 2, 3]);
  });

  test("says its language by its name, or by its rows", () => {
    const languages = (name: string, row: object) => ask(name, lines(row)).map(({ id }) => id);
    expect(languages("belebele_mlt_Latn.jsonl", BELEBELE)).toEqual(["belebele/mlt_Latn"]);
    expect(languages("belebele/mt.jsonl", BELEBELE)).toEqual(["belebele/mlt_Latn"]);
    expect(languages("test.jsonl", { ...BELEBELE, dialect: "cym_Latn" })).toEqual(["belebele/cym_Latn"]);
    expect(languages("rows.jsonl", BELEBELE)).toEqual(["belebele"]);
    expect(
      languages("ARC-Challenge.jsonl", {
        question: "Q",
        choices: { text: ["x", "y"], label: ["A", "B"] },
        answerKey: "A",
      }),
    ).toEqual(["arc_challenge"]);
  });

  test("of several languages is a set for each", () => {
    const rows = ["mlt_Latn", "cym_Latn", "mlt_Latn"].map((dialect) => ({ ...BELEBELE, dialect }));
    expect(ask("rows.jsonl", lines(...rows)).map(({ id, rows: own }) => [id, own.map(({ row }) => row)])).toEqual([
      ["belebele/mlt_Latn", [1, 3]],
      ["belebele/cym_Latn", [2]],
    ]);
  });
});

describe("a row that cannot be asked", () => {
  const BAD: readonly [what: string, row: object, says: string][] = [
    [
      "a right answer that is none",
      { ...BELEBELE, correct_answer_num: "5" },
      'field "correct_answer_num" is "5": it takes 1 to 4',
    ],
    ["a missing field", { ...BELEBELE, mc_answer3: undefined }, 'no field "mc_answer3"'],
    ["an empty field", { ...BELEBELE, question: " " }, 'field "question" is empty'],
    ["a field of another kind", { ...BELEBELE, flores_passage: ["x"] }, 'field "flores_passage" must be a text'],
    ["half a character", { ...BELEBELE, question: "\ud800" }, 'field "question" holds half of a character'],
    ["bytes that were no text", { ...BELEBELE, question: "\ufffd?" }, "not valid UTF-8"],
  ];
  for (const [what, row, says] of BAD) {
    test(`is reported with its row and its reason: ${what}`, () => {
      const [set] = ask("rows.jsonl", lines(BELEBELE, row, BELEBELE));
      expect(set?.rows.map((one) => one.row)).toEqual([1, 3]);
      expect(set?.skipped).toEqual([{ file: "rows.jsonl", row: 2, reason: expect.stringContaining(says) }]);
    });
  }

  test("is told of in a plain task, too", () => {
    const bad = [
      { ...QUESTION, choices: ["4"] },
      { ...QUESTION, choices: "no list" },
      { ...QUESTION, answer: 2 },
      { ...QUESTION, answer: "C" },
      { ...QUESTION, answer: "five" },
      { ...QUESTION, choices: ["4", "4"], answer: "4" },
    ];
    const [set] = ask("rows.jsonl", lines(QUESTION, ...bad));
    expect(set?.rows).toHaveLength(1);
    expect(set?.skipped.map(({ reason }) => reason)).toEqual([
      "choices has 1 choices: there must be 2 to 26",
      expect.stringContaining('field "choices" is not valid JSON'),
      'field "answer" is "2": it takes 0 to 1',
      'field "answer" is C: there are 2 choices',
      'field "answer" is "five": neither a choice, nor its letter, nor its place from 0',
      'field "answer" is "4", which 2 choices are',
    ]);
  });

  test("without a gap, or with nothing behind it, is no WinoGrande", () => {
    const row = { sentence: "The _ sleeps.", option1: "cat", option2: "dog", answer: "1" };
    const [set] = ask("w.jsonl", lines(row, { ...row, sentence: "No gap." }, { ...row, sentence: "It is the _" }));
    expect(set?.rows).toHaveLength(1);
    expect(set?.skipped.map(({ row: at }) => at)).toEqual([2, 3]);
  });
});

test("files that are made for solved examples are not asked where there are others", () => {
  const files = ["mmlu_dev.jsonl", "mmlu_test.jsonl"].map((name) => ({ name, text: lines(QUESTION) }));
  const [set] = choiceSets(files).sets;
  expect(set?.rows.map(({ id }) => id)).toEqual(["mmlu_test.jsonl:1"]);
  expect(set?.shots.map(({ id }) => id)).toEqual(["mmlu_dev.jsonl:1"]);
  const [alone] = choiceSets(files.slice(0, 1)).sets;
  expect(alone?.rows).toEqual(alone?.shots);
});

test("of nothing but training and development files the development part is asked", () => {
  const pairs = [
    ["train_xl.jsonl", "dev.jsonl"],
    ["ARC-Challenge-Train.jsonl", "ARC-Challenge-Dev.jsonl"],
    ["few-shot/rows.jsonl", "train/rows.jsonl"],
    ["dev/anatomy_dev.jsonl", "val/anatomy_val.jsonl"],
  ] as const;
  for (const [shown, asked] of pairs) {
    const files = [asked, shown].map((name) => ({ name, text: lines(QUESTION) }));
    const [set] = choiceSets(files).sets;
    expect([set?.rows.map(({ file }) => file), set?.shots.map(({ file }) => file)]).toEqual([[asked], [shown]]);
  }
});

test("of validation and test files the test part alone is asked", () => {
  const names = ["val/anatomy_val.jsonl", "test/anatomy_test.jsonl", "dev/anatomy_dev.jsonl"];
  const [set] = choiceSets(names.map((name) => ({ name, text: lines(QUESTION) }))).sets;
  expect(set?.rows.map(({ file }) => file)).toEqual([names[1]]);
  expect(set?.shots.map(({ file }) => file)).toEqual([names[2]]);
  const [two] = choiceSets(names.slice(0, 2).map((name) => ({ name, text: lines(QUESTION) }))).sets;
  expect(two?.shots.map(({ file }) => file)).toEqual([names[0]]);
});

test("dropped files are read, unpacked, hashed, and told apart", async () => {
  const gzip = async (text: string): Promise<Blob> =>
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
  const files = [
    { name: "cloze.cym_Latn.jsonl.gz", blob: await gzip(lines(QUESTION)) },
    { name: "list.json", blob: new Blob([JSON.stringify([BELEBELE])]) },
    { name: "pairs.csv", blob: new Blob(["id,sentence_eng_Latn,sentence_cym_Latn\n1,Hello,Helo\n"]) },
    { name: "notes.jsonl", blob: new Blob(['{"note": "nothing"}\n']) },
    { name: "picture.png", blob: new Blob(["x"]) },
  ];
  const { sets, issues } = recogniseTasks(await readTaskFiles(files, new AbortController().signal));
  expect(sets.map(({ kind, set }) => [kind, set.id])).toEqual([
    ["choice", "multiple_choice/cym_Latn"],
    ["choice", "belebele"],
    ["translation", "translation"],
  ]);
  // sha256sum of the unpacked file.
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines(QUESTION))));
  const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(sets[0]?.hashes).toEqual([[expect.stringContaining("cloze.cym_Latn"), hex]]);
  expect(issues.map(({ file }) => file)).toContain("picture.png");
});
