import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordFields } from "../../../src/corpus/documentSink";
import { readJsonl } from "../../../src/corpus/readJsonl";
import { bytes, cut, streamOf } from "./byteChunks";

interface Read {
  readonly documents: (readonly [number, string, string?])[];
  readonly issues: (readonly [number, string, string])[];
  readonly lines: number;
}

async function read(chunks: readonly Uint8Array[], fields: RecordFields = { textField: "text" }): Promise<Read> {
  const documents: Read["documents"] = [];
  const issues: Read["issues"] = [];
  const lines = await readJsonl(streamOf(chunks), fields, {
    onDocument: (text, line, label) => documents.push(label === undefined ? [line, text] : [line, text, label]),
    onIssue: (...issue) => issues.push(issue),
  });
  return { documents, issues, lines };
}

const readText = (text: string, fields?: RecordFields): Promise<Read> => read([bytes(text)], fields);

test("one field of each object is a document; blank lines and empty texts are passed over", async () => {
  const { documents, issues, lines } = await readText(
    '{"text":"one","n":1}\r\n\n  \n{"text":""}\n{"n":2,"text":" two\\nlines "}',
  );
  expect(documents).toEqual([
    [1, "one"],
    [5, " two\nlines "],
  ]);
  expect(issues).toEqual([]);
  expect(lines).toBe(5);
});

test("another field can hold the text, and one the language", async () => {
  const fields = { textField: "content", languageField: "lang" };
  const { documents } = await readText('{"content":"a","lang":"mt"}\n{"content":"b","lang":"isl_Latn"}\n', fields);
  expect(documents).toEqual([
    [1, "a", "mt"],
    [2, "b", "isl_Latn"],
  ]);
});

test.each([
  ["two objects", '{"text":"a"}{"text":"b"}', "more than one JSON value on the line"],
  ["a list", '["a"]', "a list where an object was expected"],
  ["a text", '"a"', "a text where an object was expected"],
  ["null", "null", "null where an object was expected"],
  ["a number", "12", "a number where an object was expected"],
  ["no such field", '{"content":"a","id":1}', 'no field "text" (there are: content, id)'],
  ["an empty object", "{}", 'no field "text" (there are: none)'],
  ["a number as text", '{"text":1}', 'field "text" holds a number where a text was expected'],
  ["null as text", '{"text":null}', 'field "text" holds null where a text was expected'],
  ["a list as text", '{"text":["a"]}', 'field "text" holds a list where a text was expected'],
  ["a lone surrogate", '{"text":"a\\ud800b"}', 'field "text" holds half of a character (a lone surrogate)'],
])("%s is reported and the rest kept", async (_name, line, reason) => {
  const { documents, issues, lines } = await readText(`{"text":"before"}\n${line}\n{"text":"after"}\n`);
  expect(documents).toEqual([
    [1, "before"],
    [3, "after"],
  ]);
  expect(issues).toEqual([[2, reason, line]]);
  expect(lines).toBe(3);
});

test("a field that only the prototype has is no field", async () => {
  const { documents, issues } = await readText('{"text":"a"}\n{"constructor":"b"}', { textField: "constructor" });
  expect(documents).toEqual([[2, "b"]]);
  expect(issues[0]![1]).toBe('no field "constructor" (there are: text)');
});

test("broken JSON is reported with what the parser says and the first characters", async () => {
  const { documents, issues } = await readText(`{"text":"a"\n{"text":"b"}\n{text:"${"c".repeat(100)}"}\n`);
  expect(documents).toEqual([[2, "b"]]);
  expect(issues.map(([line]) => line)).toEqual([1, 3]);
  expect(issues[0]![1]).toMatch(/^not valid JSON \(.+\)$/);
  expect(issues[1]![2]).toBe(`{text:"${"c".repeat(73)}`);
});

test("a line that is not UTF-8 is reported", async () => {
  const { documents, issues } = await read([
    new Uint8Array([...bytes('{"text":"'), 0xff, ...bytes('"}\n{"text":"b"}')]),
  ]);
  expect(documents).toEqual([[2, "b"]]);
  expect(issues).toEqual([[1, "not valid UTF-8: the line was skipped", '{"text":"\ufffd"}']]);
});

test("a record without the language field is reported", async () => {
  const { documents, issues } = await readText('{"text":"a"}\n{"text":"b","lang":"mt"}\n{"text":"c","lang":3}', {
    textField: "text",
    languageField: "lang",
  });
  expect(documents).toEqual([[2, "b", "mt"]]);
  expect(issues.map(([line, reason]) => [line, reason])).toEqual([
    [1, 'no field "lang" (there are: text)'],
    [3, 'field "lang" holds a number where a text was expected'],
  ]);
});

test("whatever texts are written come back, in any chunks", async () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => value.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.array(fc.nat(20)), async (texts, sizes) => {
      const file = bytes(texts.map((value) => `${JSON.stringify({ text: value })}\n`).join(""));
      const { documents, issues } = await read(cut(file, sizes));
      expect(documents).toEqual(texts.map((value, i) => [i + 1, value]));
      expect(issues).toEqual([]);
    }),
  );
});

test("one field can hold an id, a text or a whole number; a record without it is reported", async () => {
  const ids: (string | undefined)[] = [];
  const reasons: string[] = [];
  const lines = '{"text":"a","id":7}\n{"text":"b","id":"s-8"}\n{"text":"c"}\n{"text":"d","id":0.5}\n';
  await readJsonl(
    streamOf([bytes(lines)]),
    { textField: "text", idField: "id" },
    {
      onDocument: (_text, _line, _label, id) => ids.push(id),
      onIssue: (_line, reason) => reasons.push(reason),
    },
  );
  expect(ids).toEqual(["7", "s-8"]);
  expect(reasons).toEqual(['no field "id" (there are: text)', 'field "id" holds a number where a text was expected']);
});
