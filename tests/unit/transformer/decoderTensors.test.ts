import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layerTensors, outerTensors, type TensorSpec } from "../../../src/transformer/decoderTensors";
import { randomModel, TINY_CONFIG } from "../../support/randomModel";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

function allTensors(config: typeof TINY_CONFIG): Record<string, readonly number[]> {
  const layers = Array.from({ length: config.nLayers }, (_, l) => Object.values<TensorSpec>(layerTensors(config, l)));
  const { embedding, finalNorm, head } = outerTensors(config);
  const specs = [...layers.flat(), embedding, finalNorm, ...(config.isTied ? [] : [head])];
  return Object.fromEntries(specs.map(({ name, shape }) => [name, shape]));
}

test("names and shapes are those of the sample's checkpoint, which Hugging Face's library wrote", () => {
  const path = new URL("../../../public/models/babel-7m/model.safetensors", import.meta.url);
  const bytes = readFileSync(path);
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE())));
  const entries = Object.entries<{ shape: number[] }>(header).map(([name, { shape }]) => [name, shape]);
  expect(allTensors(SAMPLE_CONFIG)).toEqual(Object.fromEntries(entries));
});

test.each([{ qkvBias: true }, { qkNorm: true }, { isTied: true, nKvHeads: 4 }])("with %j", (options) => {
  const config = { ...TINY_CONFIG, ...options };
  const want = [...randomModel(1, config)].map(([name, { shape }]) => [name, shape]);
  expect(allTensors(config)).toEqual(Object.fromEntries(want));
});
