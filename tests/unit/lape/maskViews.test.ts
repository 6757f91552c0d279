import { describe, expect, test } from "vitest";
import { languageOverlap } from "../../../src/lape/languageOverlap";
import { countUnion, languagesPerNeuron, layerCounts, memberCounts } from "../../../src/lape/layerCounts";
import type { NeuronMask } from "../../../src/lape/neuronMask";
import { randomIntegers } from "../../support/numeric";

const MASK: NeuronMask = {
  languages: ["a", "b", "c"],
  nLayers: 2,
  dMlp: 8,
  neurons: [
    [Int32Array.of(0, 3, 7), Int32Array.of(1)],
    [Int32Array.of(3, 4, 7), Int32Array.of(2)],
    [new Int32Array(0), new Int32Array(0)],
  ],
};

test("counts by language and layer, by language, by neuron, and in all", () => {
  expect([...layerCounts(MASK)]).toEqual([3, 1, 3, 1, 0, 0]);
  expect(memberCounts(MASK)).toEqual([4, 4, 0]);
  const [n, one, two] = [Number.NaN, 1, 2];
  expect([...languagesPerNeuron(MASK)]).toEqual([one, n, n, two, one, n, n, two, n, one, one, n, n, n, n, n]);
  expect(countUnion(MASK)).toBe(6);
});

describe("the overlap of languages", () => {
  test("is symmetric, with a language's own count on the diagonal and chance beside it", () => {
    const { languages, shared, expected } = languageOverlap(MASK, 10);
    expect(languages).toEqual(["a", "b", "c"]);
    expect([...shared]).toEqual([4, 2, 0, 2, 4, 0, 0, 0, 0]);
    expect([...expected]).toEqual([4, Math.fround(1.6), 0, Math.fround(1.6), 4, 0, 0, 0, 0]);
    expect([...languageOverlap(MASK, 0).expected]).not.toContain(Number.NaN);
  });

  test("expects what random draws share on average", () => {
    const [nPool, nDraws] = [200, 400];
    const draw = (seed: number, size: number): Int32Array<ArrayBuffer> => {
      const keys = randomIntegers(seed, nPool, 2 ** 30);
      const order = Array.from(keys, (_, j) => j).sort((a, b) => keys[a]! - keys[b]!);
      return Int32Array.from(order.slice(0, size)).sort();
    };
    let sum = 0;
    let expected = 0;
    for (let i = 0; i < nDraws; i++) {
      const neurons = [[draw(2 * i, 40)], [draw(2 * i + 1, 60)]];
      const overlap = languageOverlap({ languages: ["a", "b"], nLayers: 1, dMlp: nPool, neurons }, nPool);
      sum += overlap.shared[1]!;
      expected = overlap.expected[1]!;
    }
    // 40 * 60 / 200 = 12; standard deviation of one draw 2.6, of the mean of 400 draws 0.13
    expect(Math.abs(sum / nDraws - expected)).toBeLessThan(0.5);
  });
});
