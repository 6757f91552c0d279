import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportDelta } from "../../../src/export/deltaFile";
import { importDelta } from "../../../src/export/importDelta";
import { FormatError } from "../../../src/formats/formatError";
import { type TensorData, writeSafetensors } from "../../../src/formats/safetensors";
import type { WeightDelta } from "../../../src/train/weightDelta";
import { damaged, floatsOf, plainSafetensors } from "../../support/plainSafetensors";
import { base, columns, DELTAS, manifest, rows, scale } from "./madeDelta";

const importFile = (blob: Blob, onto = base) => importDelta([{ name: "delta.safetensors", blob }], onto);

describe("what a delta file holds", () => {
  test("rows and columns: indices as int64 and differences as f32, by the module's name", async () => {
    const delta = DELTAS.subnetwork;
    const file = await plainSafetensors(exportDelta(delta, manifest));
    expect(Object.keys(file.tensors).sort()).toEqual(
      ["0.mlp.down_proj.columns", "0.mlp.gate_proj.rows", "1.mlp.down_proj.columns", "1.mlp.gate_proj.rows"].flatMap(
        (name) => [`model.layers.${name}.delta`, `model.layers.${name}.index`],
      ),
    );
    const gate = file.tensors["model.layers.0.mlp.gate_proj.rows.index"]!;
    expect([gate.dtype, gate.shape, [...new BigInt64Array(gate.bytes)]]).toEqual(["I64", [2], [1n, 4n]]);
    expect(floatsOf(file, "model.layers.0.mlp.gate_proj.rows.delta")).toEqual(delta.modules[0].delta);
    expect(file.tensors["model.layers.0.mlp.gate_proj.rows.delta"]!.shape).toEqual([2, 6]);
    expect(file.tensors["model.layers.0.mlp.down_proj.columns.delta"]!.shape).toEqual([6, 2]);
    const { manifest: text, ...metadata } = file.metadata;
    expect(JSON.parse(text!)).toEqual(manifest);
    expect(metadata).toEqual({
      format: "babelscope-delta",
      version: "1",
      method: "subnetwork",
      base_model_name: "tiny-1k",
      base_model_hash: base.hash,
      base_model_dtype: "fp32",
    });
  });

  test("whole tensors by their full names, factors with alpha, scales by their side", async () => {
    const names = async (delta: WeightDelta) =>
      Object.keys((await plainSafetensors(exportDelta(delta, manifest))).tensors);
    expect(await names(DELTAS.full)).toEqual([
      "model.embed_tokens.weight.dense.delta",
      "model.layers.1.self_attn.k_proj.bias.dense.delta",
      "model.norm.weight.dense.delta",
    ]);
    expect(await names(DELTAS.ia3)).toEqual([
      "model.layers.0.self_attn.k_proj.output.scale",
      "model.layers.0.mlp.down_proj.input.scale",
    ]);
    const file = await plainSafetensors(exportDelta(DELTAS.lora, manifest));
    const alpha = file.tensors["model.layers.0.mlp.gate_proj.lora.alpha"]!;
    expect([alpha.shape, [...new Float64Array(alpha.bytes)]]).toEqual([[], [3]]);
    expect(floatsOf(file, "model.layers.1.mlp.down_proj.lora.b")).toEqual(DELTAS.lora.modules[1].b);
  });
});

describe("reading it back", () => {
  test.each(Object.entries(DELTAS))("%s comes back equal", async (_, delta) => {
    const back = await importFile(exportDelta(delta, manifest));
    expect(back).toEqual({ delta, manifest, warnings: [] });
  });

  test("only onto the base it was made on; the error names both", async () => {
    const file = exportDelta(DELTAS.subnetwork, manifest);
    const other = { ...base, name: "other", hash: "f".repeat(64) };
    await expect(importFile(file, other)).rejects.toThrow(
      "the delta was trained on tiny-1k (fp32, sha256 0123456789ab...), the open model is other (fp32, sha256 ffffffffffff...)",
    );
    await expect(importFile(file, { ...base, dtype: "q4" })).rejects.toThrow(/on tiny-1k \(fp32, .* tiny-1k \(q4, /);
    await expect(importFile(file, { ...base, dtype: "fp32 as q8" })).rejects.toThrow(
      'on the weights of tiny-1k with the weight format "as stored", they are taken with "q8": choose "as stored"',
    );
  });

  test("a manifest that is none is left out with a warning", async () => {
    const { warnings, ...back } = await importFile(exportDelta(DELTAS.ia3, { format: "other" } as never));
    expect(back).toEqual({ delta: DELTAS.ia3 });
    expect(warnings).toHaveLength(1);
  });
});

const metadata = {
  format: "babelscope-delta",
  method: "subnetwork",
  base_model_name: base.name,
  base_model_hash: base.hash,
  base_model_dtype: base.dtype,
};
const gate = "model.layers.0.mlp.gate_proj";
const f32 = (name: string, shape: number[], values: number[]): TensorData => ({
  name,
  dtype: "F32",
  shape,
  parts: [Float32Array.from(values)],
});
const i64 = (name: string, values: bigint[]): TensorData => ({
  name,
  dtype: "I64",
  shape: [values.length],
  parts: [BigInt64Array.from(values)],
});
const six = [1, 2, 3, 4, 5, 6];
const { base_model_hash: _, ...withoutHash } = metadata;
const BAD_METADATA: readonly (readonly [what: string, said: Record<string, string>, says: RegExp])[] = [
  ["no base", withoutHash, /does not say what it was trained on \(base_model_hash/],
  ["an unknown method", { ...metadata, method: "magic" }, /method must be one of subnetwork, .* not "magic"/],
  ["another format", { ...metadata, format: "babelscope-mask" }, /its format is babelscope-mask/],
];

test.each(BAD_METADATA)("refused: %s", async (_, said, says) => {
  await expect(importFile(writeSafetensors([], said))).rejects.toThrow(says);
});

const BAD: readonly (readonly [what: string, tensors: TensorData[], says: RegExp])[] = [
  ["a stray tensor", [f32("weight", [1], [1])], /"weight" is none of a delta/],
  ["a stray part", [f32(`${gate}.rows.other`, [1], [1])], /none of a delta/],
  [
    "an unknown module",
    [i64("a.rows.index", [0n]), f32("a.rows.delta", [1, 6], six)],
    /a\.weight, and the model has no/,
  ],
  ["no indices", [f32(`${gate}.rows.delta`, [1, 6], six)], /gate_proj\.rows\.index is missing/],
  ["no differences", [i64(`${gate}.rows.index`, [0n])], /gate_proj\.rows\.delta is missing/],
  [
    "rows too short",
    [i64(`${gate}.rows.index`, [0n]), f32(`${gate}.rows.delta`, [1, 3], [1, 2, 3])],
    /\[1,3\], expected \[1,6\]/,
  ],
  [
    "a row outside",
    [i64(`${gate}.rows.index`, [5n]), f32(`${gate}.rows.delta`, [1, 6], six)],
    /index\[0\] is 5, there are 5/,
  ],
  ["a row below 0", [i64(`${gate}.rows.index`, [-1n]), f32(`${gate}.rows.delta`, [1, 6], six)], /is -1, there are 5/],
  [
    "a row beyond 2^53",
    [i64(`${gate}.rows.index`, [2n ** 60n]), f32(`${gate}.rows.delta`, [1, 6], six)],
    /beyond 2\^53/,
  ],
  [
    "a row twice",
    [i64(`${gate}.rows.index`, [2n, 2n]), f32(`${gate}.rows.delta`, [2, 6], [...six, ...six])],
    /index 2 after 2; indices must ascend/,
  ],
  [
    "rows and columns of one matrix",
    [
      ...[i64(`${gate}.rows.index`, [2n]), f32(`${gate}.rows.delta`, [1, 6], six)],
      ...[i64(`${gate}.columns.index`, [2n]), f32(`${gate}.columns.delta`, [5, 1], [1, 2, 3, 4, 5])],
    ],
    /gate_proj\.weight is changed twice/,
  ],
  [
    "a difference that is no number",
    [i64(`${gate}.rows.index`, [0n]), f32(`${gate}.rows.delta`, [1, 6], [1, 2, Number.NaN, 4, 5, 6])],
    /gate_proj\.weight: rows holds NaN at place 2/,
  ],
  ["rows of a vector", [i64("model.norm.rows.index", [0n])], /rows of model\.norm\.weight, which is no matrix: \[6\]/],
  ["a whole tensor of another shape", [f32("model.norm.weight.dense.delta", [3], [1, 2, 3])], /\[3\], expected \[6\]/],
  ["a scale of another length", [f32(`${gate}.input.scale`, [5], [1, 2, 3, 4, 5])], /\[5\], expected \[6\]/],
  ["factors without alpha", [f32(`${gate}.lora.a`, [1, 6], six)], /gate_proj\.lora\.alpha is missing/],
];

test.each(BAD)("refused: %s", async (_, tensors, says) => {
  const file = importFile(writeSafetensors(tensors, metadata));
  await expect(file).rejects.toThrow(FormatError);
  await expect(file).rejects.toThrow(says);
});

test("whatever is done to the bytes, a delta is read that fits the base, or refused", async () => {
  const whole: WeightDelta = {
    ...DELTAS.subnetwork,
    modules: [
      rows([0, "gate"], [1, 4]),
      columns([0, "down"], [2]),
      ...DELTAS.full.modules,
      scale([0, "k"], "scaleOutput"),
    ],
  };
  const bytes = new Uint8Array(await exportDelta(whole, manifest).arrayBuffer());
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
  const keep = fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  );
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), keep, async (changes, share) => {
      const error = await importFile(damaged(bytes, changes, share)).then(
        ({ delta }) => {
          read++;
          for (const module of delta.modules) {
            const name = module.kind === "dense" ? module.tensor : `${module.module}.weight`;
            expect(module.shape).toEqual(base.tensors.get(name)!.shape);
          }
        },
        (reason: unknown) => reason,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(FormatError);
    }),
    { numRuns: 1000, seed: 5 },
  );
  // The test would say nothing if all were refused.
  expect(read).toBeGreaterThan(10);
});
