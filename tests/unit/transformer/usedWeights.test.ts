import { expect, test } from "vitest";
import { usedWeights } from "../../../src/transformer/usedWeights";
import { likelyTensors } from "../../../src/transformer/weightBytes";
import type { WeightFormat } from "../../../src/transformer/weightFormat";
import { TINY_CONFIG } from "../../support/randomModel";

/** A q4 file is as public exports are: its embedding is in f32. */
test.each<[file: string, WeightFormat, dtype: string, isRounded: boolean]>([
  ["q4", "as stored", "q4", true],
  // Codes stay what they are when they are written out as floats.
  ["q4", "f32", "q4 as f32", true],
  ["q4", "f16", "q4 as f16", true],
  // Matrices of 4 bits are not quantized again: the embedding gets 8 bits under both.
  ["q4", "q8", "q4 as q8", true],
  ["q4", "q4", "q4 as q8", true],
  ["f16", "as stored", "f16", false],
  ["f16", "f16", "f16", false],
  ["f16", "f32", "f16 as f32", false],
  ["f16", "q8", "f16 as q8", true],
  ["f16", "q4", "f16 as q4", true],
  ["bf16", "as stored", "bf16", false],
  ["bf16", "f32", "bf16", false],
  ["bf16", "f16", "bf16 as f16", true],
  ["fp32", "f32", "fp32", false],
  ["fp32", "f16", "fp32 as f16", true],
])("a %s file loaded %s is %s", (file, wanted, dtype, isRounded) => {
  const tensors = likelyTensors(TINY_CONFIG, file)!;
  expect(usedWeights(file, { tensors }, wanted)).toEqual({ dtype, isRounded });
});
