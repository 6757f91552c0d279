import { expect, test } from "vitest";
import { wholeMap } from "../../../../src/ui/charts/mapView";
import { mapStyle } from "../../../../src/ui/neurons/map/mapStyle";
import { mapSummary, readColumn, valueText } from "../../../../src/ui/neurons/map/mapSummary";
import type { NeuronMap } from "../../../../src/worker/selectionProtocol";

const entropy: NeuronMap = {
  kind: "entropy",
  language: null,
  nLayers: 2,
  dMlp: 4,
  values: Float32Array.of(1, 0.5, Number.NaN, 1.25, 0.75, 0.25, 1, Number.NaN),
};
const selected: NeuronMap = { ...entropy, kind: "selected", values: Float32Array.of(0, 3, 0, 0, 1, Number.NaN, 0, 0) };
const probability: NeuronMap = { ...entropy, kind: "probability", language: "npi_Deva" };

test("a pixel that neurons share reads as the one that it shows", () => {
  const shape = { nLayers: 2, dMlp: 4, width: 2, height: 20 };
  expect(readColumn(entropy, shape, wholeMap(shape), "min", 0, 0.5)).toEqual({
    layer: 0,
    index: 1,
    value: 0.5,
    sharing: 2,
  });
  expect(readColumn(entropy, shape, wholeMap(shape), "max", 1, 0.5)).toEqual({
    layer: 1,
    index: 0,
    value: 0.75,
    sharing: 2,
  });
});

test("values have their unit, and a missing one its reason", () => {
  const plain = (text: string): string => text.replaceAll("\u00a0", " ");
  expect(valueText(entropy, 0.3119)).toBe("entropy 0.312 nats");
  expect(valueText(entropy, Number.NaN)).toBe("no value: never active");
  expect(valueText(probability, 0.5)).toBe("probability for npi_Deva 0.5");
  expect([0, 1, 3, Number.NaN].map((value) => plain(valueText(selected, value)))).toEqual([
    "not selected",
    "selected",
    "3 languages",
    "not selected",
  ]);
});

test("a map says in words how large it is, what it holds, and where its most specific neuron lies", () => {
  expect(mapSummary(entropy, mapStyle(entropy, 16))).toBe(
    "Entropy of every neuron: 2 layers by 4 neurons. 6 with a value, 0.25 to 1.25 nats; lowest at L1N1.",
  );
  expect(mapSummary(probability, mapStyle(probability, 16))).toContain("highest at L0N3.");
  expect(mapSummary(selected, mapStyle(selected, 16)).replaceAll("\u00a0", " ")).toContain("2 neurons selected.");
});

test("entropy runs to ln(languages), probability to 1, counts of languages to the most; bright is what one looks for", () => {
  expect(mapStyle(entropy, 16).domain).toEqual([0, Math.log(16)]);
  expect(mapStyle(entropy, 16).ticks.at(-1)).toEqual({ value: Math.log(16), label: "2.77" });
  expect(mapStyle(probability, 16).domain).toEqual([0, 1]);
  expect(mapStyle(selected, 16)).toMatchObject({ domain: [0, 3], bin: "max" });
  expect(mapStyle(selected, 16).palette).toHaveLength(4);
  const yellow = [255, 233, 69];
  expect(mapStyle(entropy, 16).palette[0]).toEqual(yellow);
  expect(mapStyle(probability, 16).palette.at(-1)).toEqual(yellow);
  expect(mapStyle(selected, 16).palette.at(-1)).toEqual(yellow);
});
