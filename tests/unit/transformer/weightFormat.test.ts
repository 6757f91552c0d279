import { describe, expect, test } from "vitest";
import type { StoredTensor } from "../../../src/model/weightSource";
import type { StoredFormat } from "../../../src/tensor/storedRows";
import { isHeadShared, matrixFormat, type WeightFormat } from "../../../src/transformer/weightFormat";
import { TINY_CONFIG } from "../../support/randomModel";

const EMBEDDING = "model.embed_tokens.weight";
const stored = (format: StoredFormat, name = "model.layers.0.mlp.up_proj.weight", sameAs?: string): StoredTensor => ({
  ...{ name, shape: [64, 64], bytes: 1, ...format },
  ...(sameAs !== undefined && { sameAs }),
});
const blocks = (format: "q8" | "q4", blockSize = 32, hasZeros = false) => ({ format, blockSize, hasZeros }) as const;
const quantized = (kind: "q8" | "q4") => ({ kind, blockSize: 32, hasZeros: false });

describe("the format on the GPU", () => {
  test.each<[StoredFormat, WeightFormat, object]>([
    [{ format: "f32" }, "as stored", { kind: "f32" }],
    [{ format: "f16" }, "as stored", { kind: "f16" }],
    [{ format: "bf16" }, "as stored", { kind: "f32" }],
    [blocks("q4", 128, true), "as stored", { kind: "q4", blockSize: 32, hasZeros: true }],
    [blocks("q8", 16), "as stored", { kind: "q8", blockSize: 16, hasZeros: false }],
    [blocks("q4"), "f32", { kind: "f32" }],
    [{ format: "bf16" }, "f16", { kind: "f16" }],
    [{ format: "bf16" }, "q8", quantized("q8")],
    [{ format: "f32" }, "q4", quantized("q4")],
    // Never again where it is stored in as few bits or fewer.
    [blocks("q4", 16, true), "q4", { kind: "q4", blockSize: 16, hasZeros: true }],
    [blocks("q4", 64), "q8", quantized("q4")],
    [blocks("q8", 64, true), "q8", { kind: "q8", blockSize: 32, hasZeros: true }],
    [blocks("q8"), "q4", quantized("q4")],
  ])("of %j under %s", (format, wanted, expected) => {
    expect(matrixFormat(stored(format), wanted)).toEqual(expected);
  });

  test("under q4 an embedding has 8 bits, unless its file has 4", () => {
    expect(matrixFormat(stored({ format: "f16" }, EMBEDDING), "q4")).toEqual(quantized("q8"));
    expect(matrixFormat(stored({ format: "f16" }, "lm_head.weight"), "q4")).toEqual(quantized("q4"));
    expect(matrixFormat(stored(blocks("q4"), EMBEDDING), "q4")).toEqual(quantized("q4"));
  });
});

describe("whether the embedding serves as the head", () => {
  const source = (embedding: StoredFormat, head?: StoredFormat, sameAs?: string) => {
    const tensors = [stored(embedding, EMBEDDING), ...(head ? [stored(head, "lm_head.weight", sameAs)] : [])];
    return { tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
  };
  const tied = { ...TINY_CONFIG, isTied: true };
  const untied = { ...TINY_CONFIG, isTied: false };
  const [f32, f16, q4] = [{ format: "f32" }, { format: "f16" }, blocks("q4")] as const;

  test.each([
    ["tied, one tensor", source(f16), tied, true],
    ["tied, stored twice", source(f16, f16), tied, true],
    ["tied, stored twice in other floats", source(f32, f16), tied, true],
    ["tied, the head quantized on its own", source(f32, q4), tied, false],
    ["tied, the embedding quantized on its own", source(q4, f32), tied, false],
    ["tied, both quantized apart", source(q4, q4), tied, false],
    ["tied, both in one quantized table", source(q4, q4, EMBEDDING), tied, true],
    ["untied, in one table nevertheless", source(f32, f32, EMBEDDING), untied, true],
    ["untied", source(f32, f32), untied, false],
    ["untied, and the head missing", source(f32), untied, false],
  ] as const)("%s", (_, tensors, config, expected) => expect(isHeadShared(tensors, config)).toBe(expected));
});
