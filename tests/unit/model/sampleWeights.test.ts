import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { readModelInfo } from "../../../src/model/modelInfo";
import { openWeights } from "../../../src/model/openWeights";
import { columnsOf, rowsOf, type WeightSource } from "../../../src/model/weightSource";
import { type QuantizedRows, quantizeBlocks } from "../../../src/tensor/blockQuant";
import { toFloats } from "../../../src/tensor/storedRows";
import { q4TensorsOf } from "../../support/sampleTensors";

const folder = new URL("../../../public/models/babel-7m/", import.meta.url);
const blob = (path: string) => new Blob([readFileSync(new URL(path, folder))]);
const HEAD = "lm_head.weight";
/** What the head of the q4 file was made of. */
const halfNameOf = (name: string) => (name === HEAD ? "model.embed_tokens.weight" : name);

let q4: WeightSource;
let f16: WeightSource;
beforeAll(async () => {
  const info = readModelInfo(JSON.parse(readFileSync(new URL("config.json", folder), "utf8")), "babel-7m");
  const open = (path: string) => openWeights({ file: { path, blob: blob(path) }, shards: [] }, info);
  q4 = await open("onnx/model_q4.onnx");
  f16 = await open("model.safetensors");
});

const readAll = async (source: WeightSource, name: string) => {
  const tensor = source.tensors.get(name)!;
  const rows = await source.readRows(name, 0, rowsOf(tensor));
  return { rows, values: toFloats(rows, columnsOf(tensor)) };
};

/** Whether two lists of floats are the same, bit for bit but for the sign of zero; faster than `toEqual` for millions of them. */
const isSame = (a: Float32Array, b: Float32Array): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

test("both files hold the same tensors, and the q4 one a head of its own", () => {
  expect(f16.tensors.size).toBe(2 + 6 * 9);
  expect([...q4.tensors.keys()].sort()).toEqual([...f16.tensors.keys(), HEAD].sort());
  for (const [name, { shape }] of q4.tensors) expect(shape).toEqual(f16.tensors.get(halfNameOf(name))!.shape);
  expect(q4.tensors.get(HEAD)!.sameAs).toBeUndefined();
});

test("the q4 file's numbers are those of a reader that goes by its names", async () => {
  const want = await q4TensorsOf(blob("onnx/model_q4.onnx"));
  expect([...q4.tensors.keys()].sort()).toEqual([...want.keys()].sort());
  for (const [name, { values }] of want) {
    expect(isSame((await readAll(q4, name)).values, Float32Array.from(values)), name).toBe(true);
  }
});

test("dequantized, they lie within half a step of the safetensors' halves", async () => {
  let clamped = 0;
  let all = 0;
  for (const name of q4.tensors.keys()) {
    const { rows, values } = await readAll(q4, name);
    const halves = (await readAll(f16, halfNameOf(name))).values;
    if (!("codes" in rows)) {
      expect(isSame(values, halves), name).toBe(true);
      continue;
    }
    let worst = 0;
    for (const [i, value] of values.entries()) {
      const step = rows.scales[Math.floor(i / 32)]!;
      const error = Math.abs(value - halves[i]!) / Math.abs(step);
      const code = (rows.codes[i >> 1]! >> (4 * (i & 1))) & 15;
      all++;
      // The highest code stands for all above it, too: the lowest is -8 steps, the highest only 7.
      if (code === 15 && halves[i]! / step > 7.5) clamped++;
      else worst = Math.max(worst, error);
    }
    expect(worst, name).toBeLessThanOrEqual(0.5 + 1e-6);
  }
  expect(clamped / all).toBeLessThan(0.02);
});

test("quantizing the halves gives the file's codes and scales, made by ONNX Runtime's tools", async () => {
  for (const name of q4.tensors.keys()) {
    const { rows } = await readAll(q4, name);
    if (!("codes" in rows)) continue;
    const halves = (await readAll(f16, halfNameOf(name))).values;
    const made: QuantizedRows = quantizeBlocks(halves, columnsOf(q4.tensors.get(name)!), "q4");
    expect(Buffer.compare(made.codes, rows.codes), name).toBe(0);
    expect(isSame(made.scales, rows.scales), name).toBe(true);
  }
});
