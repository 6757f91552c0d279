import { expect, test } from "vitest";
import { toNeurons } from "../../../src/state/maskArgument";

const neurons = [[], [3, 7], [1]];

test("neurons come by layer, by the layer's number, or of a language out of a selection", () => {
  expect(toNeurons(neurons, "cym_Latn", 3)).toEqual(neurons);
  expect(toNeurons({ "1": [3, 7], "2": [1] }, "cym_Latn", 3)).toEqual(neurons);
  const selection = { languages: ["eng_Latn", "cym_Latn"], neurons: [[[], [], []], neurons], selected: 3 };
  expect(toNeurons(selection, "cym_Latn", 3)).toEqual(neurons);
});

test("a layer or a language that there is not is named", () => {
  expect(() => toNeurons({ "3": [1] }, "cym_Latn", 3)).toThrow(/layer "3": layers are 0 to 2/);
  expect(() => toNeurons({ gate: [1] }, "cym_Latn", 3)).toThrow(/layer "gate"/);
  const selection = { languages: ["eng_Latn"], neurons: [neurons] };
  expect(() => toNeurons(selection, "cym_Latn", 3)).toThrow(/no cym_Latn: it has eng_Latn/);
});
