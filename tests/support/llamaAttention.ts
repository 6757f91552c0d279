import { LLAMA_DIMS } from "./llamaDims";
import type { OnnxBuilder } from "./onnxBuilder";

/** One operator with a cache, as the GenAI builder writes it. */
export function groupQuery(
  b: OnnxBuilder,
  path: string,
  l: number,
  [q, k, v]: readonly string[],
  interleaved: boolean,
): string {
  const { nHeads, nKvHeads, dHead } = LLAMA_DIMS;
  const past = ["key", "value"].map((kind) =>
    b.input(`past_key_values.${l}.${kind}`, "f32", ["batch", nKvHeads, "past", dHead]),
  );
  const inputs = [q!, k!, v!, ...past];
  const attributes = {
    num_heads: nHeads,
    kv_num_heads: nKvHeads,
    do_rotary: 1,
    rotary_interleaved: Number(interleaved),
  };
  return b.node("GroupQueryAttention", `${path}/attn/GroupQueryAttention`, inputs, {
    domain: "com.microsoft",
    nOutputs: 3,
    attributes,
  });
}

/** cos and sin of positions that are counted from the shape of the ids. */
export function rotaryTables(b: OnnxBuilder, ids: string): { cos: string; sin: string } {
  const shape = b.node("Shape", "/model/rotary/Shape", [ids]);
  const length = b.node("Gather", "/model/rotary/Gather", [shape, b.constant("/model/rotary/one", [], "i64", [1])]);
  const zero = b.constant("/model/rotary/zero", [], "i64", [0]);
  const step = b.constant("/model/rotary/step", [], "i64", [1]);
  const range = b.node("Range", "/model/rotary/Range", [zero, length, step]);
  const column = b.node("Unsqueeze", "/model/rotary/Unsqueeze", [
    range,
    b.constant("/model/rotary/axis", [1], "i64", [1]),
  ]);
  const positions = b.node("Cast", "/model/rotary/Cast", [column], { attributes: { to: 1 } });
  const { dHead } = LLAMA_DIMS;
  const frequencies = b.weight("/model/rotary/inv_freq", [1, dHead / 2], "f32", new Float32Array(dHead / 2).fill(0.5));
  const angles = b.node("MatMul", "/model/rotary/MatMul", [positions, frequencies]);
  const both = b.node("Concat", "/model/rotary/Concat", [angles, angles], { attributes: { axis: -1 } });
  return { cos: b.node("Cos", "/model/rotary/Cos", [both]), sin: b.node("Sin", "/model/rotary/Sin", [both]) };
}

/** Attention as torch exports it: heads apart, rotation by halves, a cache, repeated keys and values, softmax. */
export function writtenOut(
  b: OnnxBuilder,
  path: string,
  l: number,
  qkv: readonly string[],
  { cos, sin }: { cos: string; sin: string },
): string {
  const { nHeads, nKvHeads, dHead } = LLAMA_DIMS;
  const int = (name: string, ...list: number[]) => b.constant(`${path}/attn/${name}`, [list.length], "i64", list);
  const heads = (i: number, n: number) => {
    const at = `${path}/attn/${"qkv"[i]}`;
    const split = b.node("Reshape", `${at}_Reshape`, [qkv[i]!, int(`${"qkv"[i]}_shape`, 0, 0, n, dHead)]);
    return b.node("Transpose", `${at}_Transpose`, [split], { attributes: { perm: [0, 2, 1, 3] } });
  };
  const rotate = (one: string, x: string) => {
    const at = `${path}/attn/${one}_rotary`;
    const half = (name: string, from: number, to: number) =>
      b.node("Slice", `${at}/${name}`, [
        x,
        int(`${one}_${name}_from`, from),
        int(`${one}_${name}_to`, to),
        int(`${one}_${name}_axis`, 3),
      ]);
    const turned = [b.node("Neg", `${at}/Neg`, [half("second", dHead / 2, 2 ** 31)]), half("first", 0, dHead / 2)];
    const swapped = b.node("Concat", `${at}/Concat`, turned, { attributes: { axis: -1 } });
    return b.node("Add", `${at}/Add`, [
      b.node("Mul", `${at}/Mul`, [x, cos]),
      b.node("Mul", `${at}/Mul_1`, [swapped, sin]),
    ]);
  };
  const cached = (one: "key" | "value", x: string) => {
    const past = b.input(`past_key_values.${l}.${one}`, "f32", ["batch", nKvHeads, "past", dHead]);
    const at = `${path}/attn/${one}`;
    const all = b.node("Concat", `${at}_Concat`, [past, x], { attributes: { axis: 2 } });
    const sizes = b.node("Shape", `${at}_Shape`, [all]);
    const wide = b.node("Unsqueeze", `${at}_Unsqueeze`, [all, int(`${one}_axis`, 2)]);
    const repeated = b.node("Expand", `${at}_Expand`, [
      wide,
      b.node("Concat", `${at}_sizes`, [sizes, int(`${one}_two`, 2)]),
    ]);
    return b.node("Reshape", `${at}_Reshape_1`, [repeated, int(`${one}_back`, 0, nHeads, -1, dHead)]);
  };
  const q = rotate("q", heads(0, nHeads));
  const k = cached("key", rotate("k", heads(1, nKvHeads)));
  const v = cached("value", heads(2, nKvHeads));
  const at = `${path}/attn`;
  const turned = b.node("Transpose", `${at}/Transpose`, [k], { attributes: { perm: [0, 1, 3, 2] } });
  const scores = b.node("Div", `${at}/Div`, [
    b.node("MatMul", `${at}/MatMul`, [q, turned]),
    b.constant(`${at}/scale`, [], "f32", [4]),
  ]);
  const mask = b.node("Cast", `${at}/mask`, [b.node("Shape", `${at}/mask_Shape`, [q])], { attributes: { to: 1 } });
  const weights = b.node("Softmax", `${at}/Softmax`, [b.node("Add", `${at}/Add`, [scores, mask])], {
    attributes: { axis: -1 },
  });
  const mixed = b.node("MatMul", `${at}/MatMul_1`, [weights, v]);
  const back = b.node("Transpose", `${at}/Transpose_1`, [mixed], { attributes: { perm: [0, 2, 1, 3] } });
  return b.node("Reshape", `${at}/Reshape`, [back, int("flat", 0, 0, nHeads * dHead)]);
}
