import { expect, test } from "vitest";
import { probabilityText, signedText } from "../../../../src/ui/neurons/numberText";

test("numbers of a column have the same places", () => {
  expect([1, 0.18, 0.0996, 0, 0.0004, 0.0005, Number.NaN].map(probabilityText)).toEqual([
    "1.000",
    "0.180",
    "0.100",
    "0.000",
    "<0.001",
    "0.001",
    "–",
  ]);
  expect([0.3044, -0.0449, -0.0001, 12, Number.NaN].map(signedText)).toEqual([
    "0.304",
    "−0.045",
    "0.000",
    "12.000",
    "–",
  ]);
});
