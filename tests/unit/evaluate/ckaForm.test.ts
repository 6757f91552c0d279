import { expect, test } from "vitest";
import { ckaForm } from "../../../src/evaluate/ckaForm";

const LIMIT = 2 ** 27;
const form = (nLanguages: number, nSentences: number, dModel: number, limit = LIMIT) =>
  ckaForm({ nLanguages, nSentences, dModel, nPairs: (nLanguages * (nLanguages - 1)) / 2 }, limit);

test("products of few sentences, or of few features", () => {
  expect(form(2, 24, 256)).toBe("sentences");
  expect(form(2, 2000, 256)).toBe("features");
  expect(form(12, 2000, 4096)).toBe("sentences");
});

test("products of sentences are made once a language, so that many languages prefer them", () => {
  expect(form(2, 2000, 512)).toBe("features");
  expect(form(16, 2000, 512)).toBe("sentences");
});

test("products of features are made twice: with each other, and with the sentences", () => {
  // 2 x 1000^2 x 513 + 1000^2, against 3 x 512^2 x 1001 for the first of the two alone.
  expect(form(2, 1000, 512)).toBe("sentences");
});

test("products of sentences that the device cannot bind or hold are not made", () => {
  expect(form(12, 2000, 4096, 4 * 2000 ** 2 - 1)).toBe("features");
  expect(form(40, 2000, 4096)).toBe("features");
});
