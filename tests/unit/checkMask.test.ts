import { expect, test } from "vitest";
import type { NeuronMask } from "../../src/lape/neuronMask";
import { checkMask } from "../support/checkMask";

const mask = (change: Partial<NeuronMask>): NeuronMask => ({
  languages: ["mlt_Latn", "isl_Latn"],
  nLayers: 2,
  dMlp: 10,
  neurons: [
    [Int32Array.of(0, 9), new Int32Array(0)],
    [new Int32Array(0), Int32Array.of(4)],
  ],
  ...change,
});
const withFirst = (...indices: number[]): NeuronMask =>
  mask({ neurons: [[Int32Array.from(indices), new Int32Array(0)], mask({}).neurons[1]!] });

test("a mask that is what its type says passes", () => {
  checkMask(mask({}));
  checkMask(mask({ languages: [], neurons: [] }));
});

test.each([
  ["an index as large as d_mlp", withFirst(10), "mask of mlt_Latn, layer 0: neuron 10 at place 0 is not below 10"],
  ["a negative index", withFirst(-1), "neuron -1 at place 0 is not below 10"],
  ["an index twice", withFirst(3, 3), "neuron 3 at place 1 occurs twice"],
  ["indices out of order", withFirst(3, 5, 4), "neuron 4 at place 2 follows 5"],
  ["a missing layer", mask({ nLayers: 3 }), "mask of mlt_Latn has 2 layers, not 3"],
  ["a missing language", mask({ languages: ["a", "b", "c"] }), "lists for 2 languages, names for 3"],
  ["a language twice", mask({ languages: ["a", "a"] }), "names a language twice"],
  ["no layers", mask({ nLayers: 0 }), "must be positive integers"],
  ["half a neuron", mask({ dMlp: 1.5 }), "must be positive integers"],
])("%s is refused", (_, wrong, says) => {
  expect(() => checkMask(wrong)).toThrow(says);
});
