import { expect, test } from "vitest";
import { promptTokens } from "../../../src/evaluate/promptTokens";

const encode = (text: string) => Array.from(text, (letter) => (letter === "^" ? 1 : letter.charCodeAt(0)));

test("a prompt stands behind what the template puts before a text, once", () => {
  expect(promptTokens({ encode, prefix: [1] }, "ab")).toEqual([1, 97, 98]);
  expect(promptTokens({ encode, prefix: [1] }, "^ab")).toEqual([1, 97, 98]);
  expect(promptTokens({ encode, prefix: [1] }, "")).toEqual([1]);
  expect(promptTokens({ encode, prefix: [] }, "ab")).toEqual([97, 98]);
});
