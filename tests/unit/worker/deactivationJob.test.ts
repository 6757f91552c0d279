import { expect, test } from "vitest";
import { chosenMasks, readGivenMask } from "../../../src/worker/deactivationJob";

const SIZE = { nLayers: 2, dMlp: 10 };

test("a mask that a script gives is sorted, without doubles, and has every layer", () => {
  const mask = readGivenMask({ languages: ["mlt_Latn", "cym_Latn"], neurons: [[[7, 2, 7]], []] }, SIZE);
  expect(mask).toEqual({
    languages: ["mlt_Latn", "cym_Latn"],
    ...SIZE,
    neurons: [
      [Int32Array.of(2, 7), Int32Array.of()],
      [Int32Array.of(), Int32Array.of()],
    ],
  });
});

test.each([
  [{ languages: ["a"], neurons: [] }, "the mask names 1 languages and has neurons of 0"],
  [{ languages: ["a"], neurons: [[[], [], [1]]] }, "the mask has 3 layers, the model 2"],
  [{ languages: ["a"], neurons: [[[], [10]]] }, "a has neuron 10 in layer 1: they are 0 to 9"],
  [{ languages: ["a"], neurons: [[[0.5]]] }, "a has neuron 0.5 in layer 0"],
])("%o is refused", (mask, message) => {
  expect(() => readGivenMask(mask, SIZE)).toThrow(message);
});

test("languages without neurons are left out unless they are named", () => {
  const mask = readGivenMask({ languages: ["a", "b", "c"], neurons: [[[1]], [], [[2], [3]]] }, SIZE);
  expect(chosenMasks(mask, undefined).languages).toEqual(["a", "c"]);
  expect(chosenMasks(mask, ["c", "b"])).toMatchObject({
    languages: ["b", "c"],
    neurons: [
      [Int32Array.of(), Int32Array.of()],
      [Int32Array.of(2), Int32Array.of(3)],
    ],
  });
  expect(() => chosenMasks(mask, ["a", "d"])).toThrow("the mask has no d: it has a, b, c");
  const empty = readGivenMask({ languages: ["a"], neurons: [[]] }, SIZE);
  expect(() => chosenMasks(empty, undefined)).toThrow("no language of the mask has neurons");
});
