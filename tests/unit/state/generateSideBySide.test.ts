import { beforeEach, expect, test, vi } from "vitest";
import { initialState, store } from "../../../src/state/store";
import type { GeneratedTexts, GenerateProgress, SubjectText } from "../../../src/worker/generationProtocol";

type Call = (
  name: string,
  args: object,
  options: { onProgress: (value: GenerateProgress) => void },
) => Promise<GeneratedTexts>;

const { call } = vi.hoisted(() => ({ call: vi.fn<Call>() }));
vi.mock("../../../src/state/connection", () => ({ client: { call } }));
const { generateSideBySide } = await import("../../../src/state/generateApi");

const REQUEST = { prompt: "Bore da", subjects: [{}, { run: "tuned" }], settings: {} };
const step = { step: "measuring", says: "generates", done: 1, total: 2 } as const;
const textOf = (text: string) => ({ text, tokens: [1, 2] }) as unknown as SubjectText;
const madeOf = (...texts: string[]) =>
  ({ prompt: REQUEST.prompt, texts: texts.map(textOf) }) as unknown as GeneratedTexts;

beforeEach(() => store.setState(initialState, true));

/** A worker that writes the first text whole, begins the second, and ends as `end` does. */
function writing(end: () => GeneratedTexts): void {
  call.mockImplementation(async (_name, _args, { onProgress }) => {
    onProgress({ ...step, subject: 0, text: "one " });
    onProgress({ ...step, subject: 0, text: "", made: madeOf("one two") });
    onProgress({ ...step, subject: 1, text: "thr" });
    return end();
  });
}

const shown = () => {
  const { columns, made } = store.getState().generation!;
  return { columns: columns.map(({ text, done }) => [text, done]), made };
};

test("a text that has ended stays whole, and can be saved, where a later one fails", async () => {
  writing(() => {
    throw new Error("the GPU was lost");
  });
  await expect(generateSideBySide(REQUEST)).rejects.toThrow("the GPU was lost");
  expect(shown()).toEqual({
    columns: [
      ["one two", textOf("one two")],
      ["thr", null],
    ],
    made: madeOf("one two"),
  });
});

test("all that ended is shown as it came", async () => {
  writing(() => madeOf("one two", "three"));
  await generateSideBySide(REQUEST);
  expect(shown()).toEqual({
    columns: [
      ["one two", textOf("one two")],
      ["three", textOf("three")],
    ],
    made: madeOf("one two", "three"),
  });
});

test("where the first one fails there is nothing to save", async () => {
  call.mockRejectedValue(new Error("no adapter"));
  await expect(generateSideBySide(REQUEST)).rejects.toThrow("no adapter");
  expect(shown()).toEqual({
    columns: [
      ["", null],
      ["", null],
    ],
    made: null,
  });
});
