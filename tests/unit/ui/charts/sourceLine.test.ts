import { expect, test } from "vitest";
import { sourceLine, wrapSource } from "../../../../src/ui/charts/sourceLine";

const source = {
  model: "babel-7m",
  dtype: "q4",
  nLanguages: 16,
  nTokens: 49_152,
  complete: true,
  date: "2026-11-21T07:41:00.000Z",
  selection: null,
};
const plain = (line: string): string => line.replaceAll("\u00a0", " ");

test("a source line names model, languages, tokens and date", () => {
  expect(plain(sourceLine(source))).toBe("babel-7m q4 · 16 languages · 49,152 tokens · 2026-11-21");
});

test("it says when counting goes on, and leaves out what is not known", () => {
  expect(plain(sourceLine({ ...source, complete: false }))).toContain("49,152 tokens so far");
  const file = { ...source, model: null, dtype: null, nTokens: null, date: null, selection: "mask from a file" };
  expect(plain(sourceLine(file))).toBe("mask from a file · 16 languages");
});

test("it breaks between its parts only", () => {
  expect(wrapSource("a · bb · ccc · d", 7)).toEqual(["a · bb", "ccc · d"]);
  expect(wrapSource("a very long name of a model", 5)).toEqual(["a very long name of a model"]);
});
