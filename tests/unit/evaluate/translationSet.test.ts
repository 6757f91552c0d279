import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskFile } from "../../../src/evaluate/readRecords";
import { splitOfFile } from "../../../src/evaluate/translationFiles";
import { translationLanguages, translationSet } from "../../../src/evaluate/translationSet";

const PAIR = { source: "eng_Latn", target: "mlt_Latn" };
const pairsOf = (files: readonly TaskFile[], pair = PAIR): [string, string, string][] =>
  translationSet(files, pair).rows.map(({ id, source, reference }) => [id, source, reference]);
const reasonsOf = (files: readonly TaskFile[]): string[] =>
  translationSet(files, PAIR).skipped.map(({ file, row, reason }) => `${file}:${row} ${reason}`);

const THREE: [string, string, string][] = [
  ["1", "one", "wieħed"],
  ["2", "two", "tnejn"],
  ["3", "three", "tlieta"],
];
const english = THREE.map(([, text]) => text);
const maltese = THREE.map(([, , text]) => text);
const jsonl = (records: readonly unknown[]): string => records.map((record) => JSON.stringify(record)).join("\n");

describe("layouts of translations", () => {
  const layouts: Record<string, TaskFile[]> = {
    "FLORES-200: a file a language": [
      { name: "flores200_dataset/devtest/eng_Latn.devtest", text: english.join("\n") },
      { name: "flores200_dataset/devtest/mlt_Latn.devtest", text: `${maltese.join("\n")}\n` },
    ],
    "plain text, with carriage returns and a byte order mark": [
      { name: "en.txt", text: `\ufeff${english.join("\r\n")}\r\n` },
      { name: "mt.txt", text: maltese.join("\n") },
    ],
    "OPUS: names that end with the language": [
      { name: "opus.en-mt-test.en", text: english.join("\n") },
      { name: "opus.en-mt-test.mt", text: maltese.join("\n") },
    ],
    "FLORES-200's table of all languages": [
      {
        name: "flores.tsv",
        text: [
          "id\tsentence_eng_Latn\tsentence_fra_Latn\tsentence_mlt_Latn",
          ...THREE.map(([i, e, m]) => `${i}\t${e}\tx\t${m}`),
        ].join("\n"),
      },
    ],
    "columns named by codes": [
      {
        name: "all.csv",
        text: `eng_Latn,mlt_Latn,topic\n${THREE.map(([, e, m]) => `"${e}",${m},"a\nb"`).join("\n")}\n`,
      },
    ],
    "OPUS-100's records": [
      { name: "test.jsonl", text: jsonl(THREE.map(([, en, mt]) => ({ translation: { en, mt } }))) },
    ],
    "FLORES+: records of a language, matched by id in any order": [
      {
        name: "devtest/eng_Latn.jsonl",
        text: jsonl(THREE.map(([id, text]) => ({ id: Number(id), iso_639_3: "eng", iso_15924: "Latn", text }))),
      },
      {
        name: "devtest/b.jsonl",
        text: jsonl(
          THREE.map(([id, , text]) => ({ id: Number(id), iso_639_3: "mlt", iso_15924: "Latn", text })).toReversed(),
        ),
      },
    ],
    "a JSON list": [
      {
        name: "set.json",
        text: JSON.stringify(THREE.map(([id, e, m]) => ({ id, sentence_eng_Latn: e, sentence_mlt_Latn: m }))),
      },
    ],
  };
  for (const [name, files] of Object.entries(layouts)) {
    it(name, () => {
      expect(pairsOf(files)).toEqual(THREE);
      expect(pairsOf(files, { source: "mlt_Latn", target: "eng_Latn" }).toSorted()).toEqual(
        THREE.map(([id, e, m]) => [id, m, e]),
      );
      expect(translationSet(files, PAIR).skipped).toEqual([]);
      expect(translationLanguages(files)).toEqual(expect.arrayContaining(["eng_Latn", "mlt_Latn"]));
    });
  }

  it("tells the part of a data set by its name", () => {
    expect(splitOfFile("flores/dev/mlt_Latn.devtest")).toBe("devtest");
    expect(splitOfFile("dev/mlt_Latn.txt")).toBe("dev");
    expect(splitOfFile("opus.en-mt-test.en")).toBe("test");
    expect(splitOfFile("mlt_Latn.dev")).toBe("dev");
    expect(splitOfFile("mt.txt")).toBeNull();
  });

  it("measures on devtest where there are parts, and on another when asked", () => {
    const files = ["dev", "devtest"].flatMap((part) => [
      { name: `${part}/eng_Latn.${part}`, text: `a ${part}` },
      { name: `${part}/mlt_Latn.${part}`, text: `b ${part}` },
    ]);
    expect(pairsOf(files)).toEqual([["1", "a devtest", "b devtest"]]);
    expect(
      translationSet(files, PAIR)
        .shots()
        .map(({ source }) => source),
    ).toEqual(["a dev"]);
    const dev = translationSet(files, { ...PAIR, split: "dev" });
    expect(dev.rows.map(({ source }) => source)).toEqual(["a dev"]);
    // Nothing else is there to show but devtest, which nobody should learn from.
    expect(dev.shots()).toEqual(dev.rows);
  });
});

describe("rows that are no translation", () => {
  it("are reported and left out, the others keep their partners", () => {
    const files = [
      { name: "en.txt", text: "one\n \nthree\nfour\nfi\ufffdve\nsix\nseven" },
      { name: "mt.txt", text: "wieħed\ntnejn\ntlieta\n\nħamsa\n\n\n" },
    ];
    expect(pairsOf(files)).toEqual([THREE[0], THREE[2]]);
    expect(reasonsOf(files)).toEqual([
      "en.txt:2 eng_Latn is empty",
      "mt.txt:4 mlt_Latn is empty",
      "en.txt:5 eng_Latn holds bytes that are no text (not valid UTF-8)",
      "mt.txt:6 mlt_Latn is empty",
      "mt.txt:7 mlt_Latn is empty",
    ]);
  });

  it("are refused where a line is missing, and those behind it have moved up", () => {
    const moved = { name: "mt.txt", text: [maltese[0], maltese[2]].join("\n") };
    const says = "the files en.txt (3 rows) and mt.txt (2) are not aligned by line";
    expect(() => pairsOf([{ name: "en.txt", text: english.join("\n") }, moved])).toThrow(says);
    // A row that could not be read holds its place.
    const broken = { name: "en.jsonl", text: '{"text": "one"}\n{"text":\n{"text": "three"}\n' };
    const csv = { name: "mt.csv", text: `text\n${maltese.join("\n")}\n` };
    expect(pairsOf([broken, csv])).toEqual([THREE[0], THREE[2]]);
    expect(() => pairsOf([broken, moved])).toThrow("the files en.jsonl (3 rows) and mt.txt (2) are not");
  });

  it("are refused where one file has ids and the other lines", () => {
    const ids = [3, 1, 2].map((id) => ({ id, text: english[id - 1] }));
    const files = [
      { name: "en.jsonl", text: jsonl(ids) },
      { name: "mt.txt", text: ["tlieta", "wieħed", "tnejn"].join("\n") },
    ];
    expect(() => pairsOf(files)).toThrow("the records of en.jsonl have ids and those of mt.txt none");
  });

  it("of another part matter only where examples are shown from it", () => {
    const files = [
      ...["eng_Latn", "mlt_Latn"].map((name, k) => ({
        name: `${name}.devtest`,
        text: [english, maltese][k]!.join("\n"),
      })),
      { name: "eng_Latn.dev", text: "a\nb\n" },
      { name: "mlt_Latn.dev", text: "x\n" },
    ];
    expect(pairsOf(files)).toEqual(THREE);
    expect(() => translationSet(files, PAIR).shots()).toThrow("the files eng_Latn.dev (2 rows) and mlt_Latn.dev (1)");
  });

  it("are not listed without end", () => {
    const ids = Array.from({ length: 3000 }, (_, i) => ({ id: i + 1, text: "one" }));
    const files = [
      { name: "en.jsonl", text: jsonl(ids) },
      { name: "mt.jsonl", text: jsonl([{ id: 1, text: "wieħed" }]) },
    ];
    expect(pairsOf(files)).toEqual([["1", "one", "wieħed"]]);
    const reasons = reasonsOf(files);
    expect(reasons).toHaveLength(1001);
    expect(reasons.at(-1)).toBe("en.jsonl:1002 eng_Latn of this and 1998 more rows without a translation in mt.jsonl");
  });

  it("of records say what they lack", () => {
    const files = [
      {
        name: "set.jsonl",
        text: [
          '{"id": 1, "sentence_eng_Latn": "one", "sentence_mlt_Latn": "wieħed"}',
          '{"id": 2, "sentence_eng_Latn": "two"',
          "[3]",
          '{"id": 4, "sentence_eng_Latn": "four"}',
          '{"id": 5, "sentence_eng_Latn": 5, "sentence_mlt_Latn": "ħamsa"}',
          '{"id": 1, "sentence_eng_Latn": "uno", "sentence_mlt_Latn": "wieħed"}',
          '{"id": 7, "other": "x"}',
        ].join("\n"),
      },
    ];
    expect(pairsOf(files)).toEqual([THREE[0]]);
    const reasons = reasonsOf(files);
    expect(reasons[0]).toContain("set.jsonl:2 not valid JSON (");
    expect(reasons.slice(1)).toEqual([
      "set.jsonl:3 not a JSON object",
      "set.jsonl:7 no sentence of a known language: name columns as sentence_eng_Latn, or text",
      "set.jsonl:5 the sentence in eng_Latn is not a text",
      'set.jsonl:6 the id "1" is there already, in row 1',
      'set.jsonl:6 the id "1" is there already, in row 1',
      "set.jsonl:4 eng_Latn without a translation in set.jsonl",
      "set.jsonl:5 mlt_Latn without a translation in set.jsonl",
    ]);
  });

  it("never shift the rows behind them in a table without ids", () => {
    const mt = { name: "mt.txt", text: maltese.join("\n") };
    const broken = { name: "en.csv", text: 'text,topic\n"one,a\ntwo,b\nthree,c\n' };
    expect(() => pairsOf([broken, mt])).toThrow("do not hold both");
    const withIds = { name: "en.csv", text: "id,text\n1,one\n2,two,b\n3,three\n" };
    const mtIds = { name: "mt.csv", text: "id,text\n1,wieħed\n2,tnejn\n3,tlieta\n" };
    expect(pairsOf([withIds, mtIds])).toEqual([THREE[0], THREE[2]]);
    expect(reasonsOf([withIds, mtIds])).toEqual([
      "en.csv:3 a row of 3 fields under a header of 2",
      "mt.csv:3 mlt_Latn without a translation in en.csv",
    ]);
  });

  it("a second file of a language, and one of none, are left out", () => {
    const files = [
      { name: "en.txt", text: "one" },
      { name: "mt.txt", text: "wieħed" },
      { name: "more/en.txt", text: "uno" },
      { name: "readme", text: "hello" },
    ];
    expect(pairsOf(files)).toEqual([THREE[0]]);
    expect(reasonsOf(files)).toEqual([
      "more/en.txt:0 eng_Latn is in en.txt already: it was left out",
      "readme:0 its name says no language: name it as eng_Latn.devtest",
    ]);
  });

  it("in any files throw nothing but that a language, its ids or lines are missing, and what is paired is text", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant("x"), fc.constant({}));
    const field = fc.constantFrom(
      "id",
      "text",
      "sentence",
      "sentence_eng_Latn",
      "sentence_mlt_Latn",
      "translation",
      "__proto__",
    );
    const content = fc.oneof(
      fc.array(fc.string({ unit: "grapheme" })).map((lines) => lines.join("\n")),
      fc.array(fc.dictionary(field, value)).map(jsonl),
      fc.array(fc.dictionary(field, value)).map((list) => JSON.stringify(list)),
      fc.array(fc.array(fc.oneof(field, fc.string()))).map((rows) => rows.map((row) => row.join(",")).join("\n")),
      fc.constantFrom(
        'id,sentence_eng_Latn,sentence_mlt_Latn\n1,a,b\n,,\n2,"c,d\n3,e,f',
        "[",
        '[{"text": "a"}, 2]',
        "\u0000",
        "\ud800",
      ),
    );
    const name = fc.constantFrom(
      "en.txt",
      "mt.txt",
      "en.jsonl",
      "mt.csv",
      "set.tsv",
      "set.json",
      "set.csv",
      "dev/mt.txt",
      "mlt_Latn.devtest",
    );
    fc.assert(
      fc.property(fc.array(fc.record({ name, text: content }), { maxLength: 4 }), (files) => {
        let set: ReturnType<typeof translationSet>;
        try {
          set = translationSet(files, PAIR);
        } catch (error) {
          expect((error as Error).message).toMatch(
            /^the (files do not hold both|files [^ ]+ \(\d+ rows\) and [^ ]+ \(\d+\) are not aligned|records of [^ ]+ have ids and those of [^ ]+ none)/,
          );
          return;
        }
        expect(new Set(set.rows.map(({ id }) => id)).size).toBe(set.rows.length);
        for (const { row, source, reference } of set.rows) {
          expect(source.trim()).not.toBe("");
          expect(reference.trim()).not.toBe("");
          expect(row).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
