import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecords, type TaskFile } from "../../../src/evaluate/readRecords";
import { readTaskFiles } from "../../../src/evaluate/tasks/readTaskFiles";
import { recogniseTasks } from "../../../src/evaluate/tasks/recogniseTasks";
import { choiceSets } from "../../../src/evaluate/tasks/taskSets";

const rowsOf = (file: TaskFile) => readRecords(file)?.records.map(({ row, fields }) => [row, fields]);
const reasonsOf = (file: TaskFile) => readRecords(file)?.skipped.map(({ row, reason }) => [row, reason]);

describe("records of a file", () => {
  it("are objects of JSON lines, by their lines", () => {
    const file = { name: "a.jsonl", text: '\ufeff{"a": 1}\r\n\n{"a": "x\u2028y"}\n' };
    expect(rowsOf(file)).toEqual([
      [1, { a: 1 }],
      [3, { a: "x\u2028y" }],
    ]);
  });

  it("are objects of a JSON list, by their places", () => {
    for (const name of ["a.json", "a.json.gz", "a.jsonl"]) {
      const file = { name, text: '[\n{"a": 1},\n2,\n{"a": 3}]' };
      expect(rowsOf(file)).toEqual([
        [1, { a: 1 }],
        [3, { a: 3 }],
      ]);
      expect(reasonsOf(file)).toEqual([[2, "not a JSON object"]]);
    }
    expect(reasonsOf({ name: "a.json", text: '{"a": 1}' })).toEqual([
      [0, "not a JSON list of objects: nothing of the file was read"],
    ]);
  });

  it("are rows of a table, by their first lines", () => {
    const file = { name: "a.csv", text: 'q, a\n"two\nlines",1\nx\n"quoted ""q"", too",2\n' };
    expect(rowsOf(file)).toEqual([
      [2, { q: "two\nlines", a: "1" }],
      [5, { q: 'quoted "q", too', a: "2" }],
    ]);
    expect(reasonsOf(file)).toEqual([[4, "a row of 1 fields under a header of 2"]]);
    expect(rowsOf({ name: "a.tsv.gz", text: "q\ta\nx, y\t2" })).toEqual([[2, { q: "x, y", a: "2" }]]);
  });

  it("are none in plain text", () => {
    expect(readRecords({ name: "eng_Latn.devtest", text: "{}" })).toBeUndefined();
  });

  it("are each row once, read or reported, whatever the lines are", () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.json(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.array(line), (given) => {
        const lines = given.map((text) => text.replaceAll(/[\r\n\ufeff]/g, "")).filter((text) => text.trim() !== "");
        if (lines[0]?.trimStart().startsWith("[")) return;
        const { records, skipped } = readRecords({ name: "a.jsonl", text: lines.join("\n") })!;
        const rows = [...records, ...skipped].map(({ row }) => row).sort((a, b) => a - b);
        expect(rows).toEqual(lines.map((_, i) => i + 1));
      }),
      { numRuns: 200 },
    );
  });
});

const GOOD = { goal: "Dry a shoe", sol1: "heat", sol2: "water", label: 0 };

describe("rows that cannot be asked", () => {
  it("are each asked or reported, never both, and the good ones always asked", () => {
    const broken = fc
      .tuple(
        fc.constantFrom<keyof typeof GOOD>("goal", "sol1", "sol2", "label"),
        fc.constantFrom(undefined, null, "", "  ", [], {}, true, -1, 2, 0.5, "no", "\ufffd", "\ud800"),
      )
      // A number may stand for a text.
      .filter(([field, value]) => field === "label" || (typeof value !== "number" && value !== "no"))
      .map(([field, value]) => ({ ...GOOD, [field]: value }));
    const row = fc.oneof(fc.constant(GOOD), broken);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        // The first says of which task the file is.
        const all = [GOOD, ...rows];
        const { sets } = choiceSets([{ name: "piqa.jsonl", text: all.map((one) => JSON.stringify(one)).join("\n") }]);
        expect(sets).toHaveLength(1);
        const asked = sets[0]!.rows.map(({ row: place }) => place);
        const skipped = sets[0]!.skipped.map(({ row: place }) => place);
        expect(asked).toEqual(all.flatMap((one, i) => (one === GOOD ? [i + 1] : [])));
        expect([...asked, ...skipped].sort((a, b) => a - b)).toEqual(all.map((_, i) => i + 1));
      }),
      { numRuns: 150 },
    );
  });

  it("in any files throw nothing", async () => {
    const name = fc.constantFrom(
      "a.jsonl",
      "b.csv",
      "c.tsv",
      "d.json",
      "eng_Latn.devtest",
      "mmlu_test.csv",
      "x.zip",
      "y.gz",
      "z",
    );
    const field = fc.constantFrom(
      "question",
      "choices",
      "answer",
      "A",
      "B",
      "goal",
      "sol1",
      "sol2",
      "label",
      "__proto__",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.dictionary(field, fc.jsonValue())).map((rows) => rows.map((one) => JSON.stringify(one)).join("\n")),
      fc.array(fc.array(fc.oneof(field, fc.string()))).map((rows) => rows.map((cells) => cells.join(",")).join("\n")),
    );
    const bytes = fc.oneof(
      text.map((one) => new TextEncoder().encode(one)),
      fc.uint8Array({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, bytes), { maxLength: 4 }), async (given) => {
        const files = given.map(([path, content], i) => ({ name: `${i}/${path}`, blob: new Blob([content.slice()]) }));
        const read = await readTaskFiles(files, new AbortController().signal);
        const { sets, issues } = recogniseTasks(read);
        const ofSets = sets.flatMap(({ kind, set }) =>
          kind === "choice" ? [...set.files, ...set.skipped.map(({ file }) => file)] : set.files.map((one) => one.name),
        );
        const told = new Set([...ofSets, ...issues.map(({ file }) => file)]);
        for (const { name: path } of read.files) expect(told).toContain(path);
      }),
      { numRuns: 120 },
    );
  });
});
