import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordFields } from "../../../src/corpus/documentSink";
import { readTable } from "../../../src/corpus/readTable";
import { bytes, cut, streamOf } from "./byteChunks";

interface Read {
  readonly documents: (readonly [number, string, string?])[];
  readonly issues: (readonly [number, string, string])[];
  readonly lines: number;
}
interface Options extends Partial<RecordFields> {
  readonly delimiter?: "," | "\t";
  readonly sizes?: readonly number[];
}

async function read(table: string | Uint8Array, options: Options = {}): Promise<Read> {
  const { delimiter = ",", sizes = [], textField = "text", ...more } = options;
  const documents: Read["documents"] = [];
  const issues: Read["issues"] = [];
  const chunks = streamOf(cut(typeof table === "string" ? bytes(table) : table, sizes));
  const lines = await readTable(
    chunks,
    delimiter,
    { textField, ...more },
    {
      onDocument: (text, line, label) => documents.push(label === undefined ? [line, text] : [line, text, label]),
      onIssue: (...issue) => issues.push(issue),
    },
  );
  return { documents, issues, lines };
}

test("the text column of each row is a document, numbered by the line its row starts on", async () => {
  const { documents, issues, lines } = await read(
    '\ufeffid,text\r\n1,plain\r\n2,"a, quoted ""text"""\r\n\r\n3,"two\r\nlines"\r\n4,after\r\n5,\r\n6,5" disk\r\n',
  );
  expect(documents).toEqual([
    [2, "plain"],
    [3, 'a, quoted "text"'],
    [5, "two\nlines"],
    [7, "after"],
    [9, '5" disk'],
  ]);
  expect(issues).toEqual([]);
  expect(lines).toBe(9);
});

test("tab-separated values, another text column and a language column", async () => {
  const { documents } = await read('lang\tsentence\nmt\tBonġu, dinja\nis\t"Halló\theimur"\n', {
    delimiter: "\t",
    textField: "sentence",
    languageField: "lang",
  });
  expect(documents).toEqual([
    [2, "Bonġu, dinja", "mt"],
    [3, "Halló\theimur", "is"],
  ]);
});

test("a header without the text column is reported with the columns there are", async () => {
  const { documents, issues } = await read("id;text\n1;a\n2;b\n");
  expect(documents).toEqual([]);
  expect(issues).toEqual([
    [1, 'no column "text" (there are: "id;text"): choose one; nothing of the file was read', "id;text"],
  ]);
  const language = await read("id,text\n1,a\n", { languageField: "lang" });
  expect(language.documents).toEqual([]);
  expect(language.issues[0]![1]).toBe(
    'no column "lang" (there are: "id", "text"): choose one; nothing of the file was read',
  );
  const id = await read("key,text\n1,a\n", { idField: "id" });
  expect(id.issues[0]![1]).toBe('no column "id" (there are: "key", "text"): choose one; nothing of the file was read');
});

test("a row with more or fewer fields than the header is reported", async () => {
  const { documents, issues } = await read("id,text\n1,a\n2,an unquoted, comma\n3\n4,d\n");
  expect(documents).toEqual([
    [2, "a"],
    [5, "d"],
  ]);
  expect(issues).toEqual([
    [3, "a row of 3 fields under a header of 2", "2,an unquoted, comma"],
    [4, "a row of 1 fields under a header of 2", "3"],
  ]);
});

test("a quote that is never closed costs its own row only", async () => {
  const { documents, issues } = await read('id,text\n1,a\n2,"never closed\n3,c\n4,d\n');
  expect(documents).toEqual([
    [2, "a"],
    [4, "c"],
    [5, "d"],
  ]);
  expect(issues).toEqual([
    [3, "a quote not closed before the end of the file: the row was skipped", '2,"never closed'],
  ]);
});

test("a quote that another row's quote closes costs its own row only", async () => {
  const { documents, issues } = await read('id,text\n1,"broken\n2,plain\n3,"fine"\n4,"two\nlines"\n');
  expect(documents).toEqual([
    [3, "plain"],
    [4, "fine"],
    [5, "two\nlines"],
  ]);
  expect(issues).toEqual([[2, "a broken quote: the row was skipped", '1,"broken']]);
});

test("rows of several lines behind an open quote are put together again", async () => {
  // Read on from the open quote, the quotes of the row behind it seem to close one field and open the next.
  const { documents, issues } = await read('id,text\n9,"open\n"a","b\nc"\n3,d\n');
  expect(documents).toEqual([
    [3, "b\nc"],
    [5, "d"],
  ]);
  expect(issues).toEqual([[2, "a broken quote: the row was skipped", '9,"open']]);
});

test("text behind a closing quote is reported", async () => {
  const { documents, issues } = await read('id,text\n1,"a" b\n2,c\n');
  expect(documents).toEqual([[3, "c"]]);
  expect(issues).toEqual([[2, "a broken quote: the row was skipped", '1,"a" b']]);
});

test("a stray quote that closes far below and parses is found by the number of fields", async () => {
  const { documents, issues } = await read('id,text,n\n1,"stray,1\n2,b",2,2\n3,c,3\n');
  expect(documents).toEqual([[4, "c"]]);
  expect(issues.map(([line, reason]) => [line, reason])).toEqual([
    [2, "a broken quote: the row was skipped"],
    [3, "a row of 4 fields under a header of 3"],
  ]);
});

test("a line that is not UTF-8 is reported, the rows around it kept", async () => {
  const file = new Uint8Array([...bytes("id,text\n1,a\n2,"), 0xff, ...bytes("\n3,c\n")]);
  const { documents, issues } = await read(file);
  expect(documents).toEqual([
    [2, "a"],
    [4, "c"],
  ]);
  expect(issues).toEqual([[3, "not valid UTF-8: the line was skipped", "2,\ufffd"]]);
});

test("a quote open over 16 MiB is given up there, not at the end", async () => {
  const row = `2,${"x".repeat(2 ** 20)}\n`;
  const { documents, issues } = await read(`id,text\n1,"open\n${row.repeat(20)}3,"last"\n`);
  expect(documents).toHaveLength(21);
  expect(documents.at(-1)).toEqual([23, "last"]);
  expect(issues).toEqual([[2, "a quote not closed within 16 MiB: the row was skipped", '1,"open']]);
});

test("a hundred thousand rows with every quote shifted are read in linear time", async () => {
  const started = performance.now();
  const { documents, issues } = await read(`a,text\n"x\n${'x","y\n'.repeat(100_000)}`);
  expect(documents.length + issues.length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(20_000);
});

/** A table as RFC 4180 writes it, every field quoted where it must be. */
const toRow = (fields: readonly string[]): string =>
  fields.map((field) => (/["\n,]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");

const field = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", " ", "😀"), maxLength: 8 });
const row = fc.tuple(fc.nat(99).map(String), field, field);

/** Documents of rows that start on `line` and below. */
function documentsOf(rows: readonly (readonly string[])[], line: number): [number, string][] {
  const documents: [number, string][] = [];
  let at = line;
  for (const fields of rows) {
    if (fields[1] !== "") documents.push([at, fields[1]!]);
    at += toRow(fields).split("\n").length;
  }
  return documents;
}

test("whatever rows are written come back, in any chunks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row), fc.array(fc.nat(9)), async (rows, sizes) => {
      const table = [["id", "text", "note"], ...rows].map((fields) => `${toRow(fields)}\n`).join("");
      const { documents, issues, lines } = await read(table, { sizes });
      expect(documents).toEqual(documentsOf(rows, 2));
      expect(issues).toEqual([]);
      expect(lines).toBe(table.split("\n").length - 1);
    }),
    { numRuns: 300 },
  );
});

test("a row with an open quote among others is the only one that is lost", async () => {
  // Rows of one line: where the next row's text has line ends, an open quote can pair with it in a way that reads well.
  const line = row.map((fields) => fields.map((value) => value.replaceAll("\n", " ")));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(line), async (before, after) => {
      const table = [["id", "text", "note"], ...before].map((fields) => `${toRow(fields)}\n`).join("");
      const rest = after.map((fields) => `${toRow(fields)}\n`).join("");
      const { documents, issues } = await read(`${table}0,ok,"open\n${rest}`);
      expect(documents).toEqual([...documentsOf(before, 2), ...documentsOf(after, before.length + 3)]);
      expect(issues.map(([number]) => number)).toEqual([before.length + 2]);
    }),
    { numRuns: 300 },
  );
});
