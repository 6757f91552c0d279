import { expect, test } from "vitest";
import { randomLikeness, zeroNeurons } from "../../../src/evaluate/zeroNeurons";

test("neurons are set to zero behind the activation function, layer by layer; a layer without any is left alone", () => {
  expect(zeroNeurons([[2, 5], [], [0]])).toEqual([
    { layer: 0, at: "act", op: "set", index: Uint32Array.of(2, 5), value: Float32Array.of(0, 0) },
    { layer: 2, at: "act", op: "set", index: Uint32Array.of(0), value: Float32Array.of(0) },
  ]);
});

test("a random likeness has as many distinct neurons of each layer, sorted, and depends on seed and label", () => {
  const neurons = [[1, 2, 3], [], Array.from({ length: 28 }, (_, j) => j)];
  const drawn = randomLikeness(neurons, 28, 1, "mlt_Latn");
  expect(drawn.map(({ length }) => length)).toEqual([3, 0, 28]);
  for (const layer of drawn) {
    expect(new Set(layer).size).toBe(layer.length);
    expect(layer).toEqual([...layer].sort((a, b) => a - b));
  }
  expect(drawn[2]).toEqual(neurons[2]);
  expect(randomLikeness(neurons, 28, 1, "mlt_Latn")).toEqual(drawn);
  expect(randomLikeness(neurons, 28, 2, "mlt_Latn")).not.toEqual(drawn);
  expect(randomLikeness(neurons, 28, 1, "cym_Latn")).not.toEqual(drawn);
});

test("every neuron of a layer is drawn as often as any other", () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    for (const j of randomLikeness([[0, 1, 2]], 10, seed, "x")[0]!) counts[j]!++;
  }
  // 300 each; five standard deviations of a binomial of 1,000 and 0.3.
  for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(73);
});
