import { expect, test } from "vitest";
import { STEER_AMOUNT, type SteerOp } from "../../../../src/evaluate/steering";
import {
  escapeLine,
  layersText,
  parseLayers,
  STEER_OPS,
  stepText,
  subjectName,
  unescapeLine,
} from "../../../../src/ui/evaluate/generate/generateText";

test.each<[string, readonly number[] | undefined | null]>([
  ["", undefined],
  ["  ", undefined],
  ["3", [3]],
  ["0-2, 5", [0, 1, 2, 5]],
  ["5,0 – 1, 1", [0, 1, 5]],
  ["6", null],
  ["4-6", null],
  ["3-1", null],
  ["1,,2", null],
  ["-1", null],
  ["x", null],
])("layers %j of 6 are %j", (text, layers) => {
  expect(parseLayers(text, 6)).toEqual(layers);
});

test.each([[[]], [[0]], [[0, 1]], [[0, 1, 2, 5]], [[1, 3, 4, 5]]])(
  "layers %j are read as they are written",
  (layers) => {
    expect(parseLayers(layersText(layers), 6)).toEqual(layers.length > 0 ? layers : undefined);
  },
);

test("layers that follow one another are a range", () => {
  expect(layersText([0, 1, 2, 5])).toBe("0-2, 5");
});

test("an empty amount is what steering takes it for", () => {
  for (const op of Object.keys(STEER_OPS) as SteerOp[]) {
    const { amount } = STEER_OPS[op];
    if (amount) expect(amount.empty).toBe(STEER_AMOUNT[op]);
  }
});

test("a step and a column say what they are", () => {
  expect(stepText({ language: "cym_Latn", op: "set", amount: -1 })).toBe("Welsh: set to −1");
  expect(stepText({ language: "deu_Latn", op: "add", layers: [1, 2] })).toBe("German: add mean × 1, layers 1-2");
  expect(stepText({ language: "deu_Latn", op: "replace" })).toBe("German: replace by mean");
  const runs = [{ id: "r1", name: "Welsh LoRA" }];
  expect(subjectName({}, runs)).toBe("Base");
  expect(subjectName({ run: "r1" }, runs)).toBe("Welsh LoRA");
  expect(subjectName({ run: "gone", steer: [{ language: "cym_Latn", op: "set" }] }, runs)).toBe("gone, steered");
});

test.each(["\nQ:", "a\\nb", "\\", "plain"])("a stop string %j survives its field", (text) => {
  expect(escapeLine(text)).not.toContain("\n");
  expect(unescapeLine(escapeLine(text))).toBe(text);
});
