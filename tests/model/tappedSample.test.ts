import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findTensor, openSafetensors, readTensor } from "../../src/formats/safetensors";
import { type TapOptions, tapModel } from "../../src/model/tapModel";
import { openWasm, runWasm } from "../support/ortWasm";

const N_LAYERS = 6;
const D_MLP = 768;
const SEQ_LEN = 256;

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));
const file = { path: "onnx/model_q4.onnx", blob: new Blob([read("public/models/babel-7m/onnx/model_q4.onnx")]) };
const tap = (options: Partial<TapOptions> = {}) => tapModel(file, [], { nLayers: N_LAYERS, dMlp: D_MLP, ...options });

const tokens: Readonly<Record<string, number[]>> = JSON.parse(read("tests/fixtures/lape/tokens.json").toString());
const windowsOf = (ids: readonly number[]) =>
  Array.from({ length: Math.floor(ids.length / SEQ_LEN) }, (_, w) => ids.slice(w * SEQ_LEN, (w + 1) * SEQ_LEN));

describe("the sample model", () => {
  test("loses its head, logits, cache outputs and the last layer's up and down", async () => {
    const tapped = await tap();
    expect(tapped.taps).toEqual(
      Array.from({ length: N_LAYERS }, (_, layer) => {
        return { layer, tensor: `/model/layers.${layer}/mlp/gate_proj/MatMul/output_0`, actFn: "silu" };
      }),
    );
    // 87 nodes: away go the last up, Sigmoid, two Mul, down, the final norm and the head.
    // Weights away: up and down of 768 x 256 in 4 bits with a scale a block, the head of 8192 x 256 likewise, the norm of 256.
    const blocks = (n: number) => n / 2 + (n / 32) * 4;
    const bytesLost = 2 * blocks(D_MLP * 256) + blocks(8192 * 256) + 256 * 4;
    expect(tapped.record).toEqual({
      nodesBefore: 87,
      nodesAfter: 80,
      bytesBefore: 12_792_856,
      bytesAfter: 12_792_856 - bytesLost,
      accuracyLevelForced: 0,
      pruned: true,
    });
    expect([tapped.dMlp, tapped.dtype, tapped.largestTensorBytes]).toEqual([D_MLP, "f32", 8192 * 256 * 4]);
    expect(tapped.proto.length).toBeLessThan(64 * 1024);
    expect(tapped.external).toEqual([{ path: "model_q4.onnx", blob: file.blob }]);
    const past = Array.from({ length: N_LAYERS }, (_, l) =>
      ["key", "value"].map((kind) => `past_key_values.${l}.${kind}`),
    );
    expect(tapped.inputs.map(({ name }) => name)).toEqual(["input_ids", "attention_mask", ...past.flat()]);
    expect(tapped.inputs[2]).toEqual({
      name: "past_key_values.0.key",
      elemType: 1,
      dims: ["batch_size", 2, "past_sequence_length", 64],
    });
    expect(tapped.operators).toContain("com.microsoft.GroupQueryAttention");
    expect(tapped.operators).toContain("SimplifiedLayerNormalization");
  });

  test("gives the same gates with only its first layers, and whole", async () => {
    const ids = tokens.eng_Latn!.slice(0, 32);
    const [all, two, whole] = [await tap(), await tap({ firstLayers: 2 }), await tap({ prune: false })];
    expect(two.taps).toEqual(all.taps.slice(0, 2));
    expect(two.record.bytesAfter).toBeLessThan(all.record.bytesAfter);
    const gates = [];
    for (const tapped of [all, two, whole]) {
      const session = await openWasm(tapped);
      gates.push(await runWasm(session, tapped.inputs, ids));
      await session.release();
    }
    expect([...gates[1]!.keys()]).toEqual(two.taps.map(({ tensor }) => tensor));
    expect(gates[2]!.get("logits")).toHaveLength(32 * 8192);
    for (const { tensor, layer } of all.taps) {
      expect(gates[2]!.get(tensor)).toEqual(gates[0]!.get(tensor));
      if (layer < 2) expect(gates[1]!.get(tensor)).toEqual(gates[0]!.get(tensor));
    }
  });

  test("counts on whole languages as the golden run does", async () => {
    const golden = await openSafetensors(new Blob([read("tests/fixtures/lape/activations.safetensors")]));
    const languages = golden.metadata.get("languages")!.split(" ");
    const tensor = (name: string) => readTensor(findTensor(golden, name), "I32");
    const [overZero, nearZero] = [await tensor("over_zero"), await tensor("near_zero")];
    const n = await readTensor(findTensor(golden, "n"), "I64");
    const tapped = await tap();
    const session = await openWasm(tapped);
    for (const [language, ids] of Object.entries(tokens)) {
      const k = languages.indexOf(language);
      const windows = windowsOf(ids);
      expect(BigInt(windows.length * SEQ_LEN)).toBe(n[k]);
      const counts = new Int32Array(N_LAYERS * D_MLP);
      for (const window of windows) {
        const gates = await runWasm(session, tapped.inputs, window);
        for (const { layer, tensor: name } of tapped.taps) {
          const gate = gates.get(name)!;
          expect(gate).toHaveLength(SEQ_LEN * D_MLP);
          for (let i = 0; i < gate.length; i++) if (gate[i]! > 0) counts[layer * D_MLP + (i % D_MLP)]!++;
        }
      }
      const at = k * counts.length;
      const beyond = counts.filter((count, j) => Math.abs(count - overZero[at + j]!) > nearZero[at + j]!);
      const equal = counts.filter((count, j) => count === overZero[at + j]!);
      expect(beyond).toHaveLength(0);
      expect(equal.length / counts.length).toBeGreaterThan(0.999);
    }
    await session.release();
  });
});
