import { randn } from "./numeric";
import { type ElementType, OnnxBuilder } from "./onnxBuilder";
import { packCodes, type QuantizedTable, quantizedTable } from "./quantizedTable";

/** What a linear layer's weight is written as; `gather4` and so on are tables of GatherBlockQuantized. */
export type LinearKind =
  | { readonly kind: "in, out" | "out, in" | "gemm" | "gemm in, out"; readonly float?: "f32" | "f16" | "bf16" }
  | {
      readonly kind: "nbits";
      readonly bits: 4 | 8;
      readonly blockSize: number;
      readonly zeros?: "packed" | "float";
      readonly float?: "f32" | "f16";
      /** Attributes that take the place of the right ones. */
      readonly attributes?: Readonly<Record<string, number>>;
      /** With a g_idx. */
      readonly order?: boolean;
    };

/** A table of GatherBlockQuantized. Shared: it is the head's of MatMulNBits in another shape. */
export interface GatherKind {
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly data: "u8" | "u4" | "i4" | "shared";
  readonly zeros?: boolean;
}

export interface LlamaGraphSpec {
  /** GroupQueryAttention of the GenAI builder, or attention written out as torch exports it. */
  readonly attention: "genai" | "torch";
  readonly linear: LinearKind;
  /** Packed: one product into the attention. Split: one product, cut by a Split. */
  readonly qkv?: "apart" | "packed" | "split";
  readonly qkvBias?: boolean;
  readonly qkNorm?: boolean;
  readonly gateUp?: "apart" | "split";
  /** The head multiplies with the embedding's table, transposed. */
  readonly tied?: boolean;
  readonly embedding?: "f32" | "f16" | GatherKind;
  readonly shard?: string;
  /** Rotary positions over neighbouring columns. */
  readonly interleaved?: boolean;
}

export const LLAMA_DIMS = { nLayers: 2, dModel: 48, dMlp: 80, nHeads: 4, nKvHeads: 2, dHead: 16, dVocab: 40 } as const;

const MS = { domain: "com.microsoft" };
type Weights = Map<string, { readonly shape: readonly number[]; readonly values: Float32Array<ArrayBuffer> }>;

/** Writes a small Llama in an exporter's shape; gives the file and every weight by Hugging Face's name. */
export function llamaGraph(spec: LlamaGraphSpec, seed = 1) {
  const { nLayers, dModel, dMlp, nHeads, nKvHeads, dHead, dVocab } = LLAMA_DIMS;
  const b = new OnnxBuilder(spec.attention === "genai" ? "genai" : "optimum");
  const weights: Weights = new Map();
  const [dQuery, dKeyValue] = [nHeads * dHead, nKvHeads * dHead];
  let count = seed * 1000;
  // Multiples of 1/64 below 4: f32, f16 and bf16 hold them exactly.
  const random = (n: number) => randn(count++, n).map((x) => Math.round(Math.max(-3, Math.min(3, x)) * 16) / 64);
  const keep = (name: string, shape: readonly number[], values: Float32Array<ArrayBuffer>) => {
    weights.set(name, { shape, values });
    return values;
  };
  const vector = (name: string, path: string, n: number, type: ElementType = "f32") =>
    b.weight(path, [n], type, keep(name, [n], random(n)));

  /** A product with several matrices at once, [name, rows] each. */
  function linear(
    path: string,
    x: string,
    nIn: number,
    parts: readonly (readonly [string, number])[],
    kind = spec.linear,
  ) {
    const nOut = parts.reduce((sum, [, rows]) => sum + rows, 0);
    const made = writeLinear(b, kind, path, x, nOut, nIn, count++, random);
    let from = 0;
    for (const [name, rows] of parts) {
      keep(`${name}.weight`, [rows, nIn], made.values.slice(from * nIn, (from + rows) * nIn));
      from += rows;
    }
    return made.output;
  }
  function withBias(path: string, x: string, parts: readonly (readonly [string, number])[]): string {
    if (!spec.qkvBias) return x;
    const lists = parts.map(([name, rows]) => keep(`${name}.bias`, [rows], random(rows)));
    const bias = Float32Array.from(lists.flatMap((list) => [...list]));
    return b.node("Add", `${path}/Add`, [x, b.weight(`${path}.Add.bias`, [bias.length], "f32", bias)]);
  }
  const rms = (name: string, path: string, x: string, n: number): string => {
    const weight = vector(name, `${path}.weight`, n);
    if (spec.attention === "genai") {
      return b.node("SimplifiedLayerNormalization", `${path}/LayerNorm`, [x, weight], { attributes: { axis: -1 } });
    }
    const square = b.node("Pow", `${path}/Pow`, [x, b.constant(`${path}/two`, [], "f32", [2])]);
    const mean = b.node("ReduceMean", `${path}/ReduceMean`, [square], { attributes: { axes: [-1] } });
    const normed = b.node("Div", `${path}/Div`, [x, b.node("Sqrt", `${path}/Sqrt`, [mean])]);
    return b.node("Mul", `${path}/Mul`, [weight, normed]);
  };

  const ids = b.input("input_ids", "i64", ["batch_size", "sequence_length"]);
  const { embedding = "f32" } = spec;
  const table =
    typeof embedding === "string"
      ? floatTable(b, embedding, ids, random(dVocab * dModel))
      : gatherTable(b, embedding, ids, count++);
  keep("model.embed_tokens.weight", [dVocab, dModel], table.values);
  let x = table.output;
  const rotary = spec.attention === "torch" ? rotaryTables(b, ids) : undefined;
  for (let l = 0; l < nLayers; l++) {
    const [name, path] = [`model.layers.${l}`, `/model/layers.${l}`];
    const h = rms(`${name}.input_layernorm.weight`, `${path}/input_layernorm`, x, dModel);
    const own = (one: "q" | "k" | "v") => [`${name}.self_attn.${one}_proj`, one === "q" ? dQuery : dKeyValue] as const;
    const three = [own("q"), own("k"), own("v")];
    let qkv: string[];
    if (spec.qkv === undefined || spec.qkv === "apart") {
      qkv = three.map((one, i) => {
        const at = `${path}/attn/${"qkv"[i]}_proj`;
        return withBias(at, linear(at, h, dModel, [one]), [one]);
      });
    } else {
      const at = `${path}/attn/qkv_proj`;
      const product = withBias(at, linear(at, h, dModel, three), three);
      const sizes = b.constant(`${at}/sizes`, [3], "i64", [dQuery, dKeyValue, dKeyValue]);
      qkv =
        spec.qkv === "packed"
          ? [product, "", ""]
          : b.nodeAll("Split", `${at}/Split`, [product, sizes], { nOutputs: 3, attributes: { axis: -1 } });
    }
    if (spec.qkNorm) {
      for (const [i, one] of (["q", "k"] as const).entries()) {
        const at = `${path}/attn/${one}_norm`;
        const shape = b.constant(`${at}/shape`, [3], "i64", [0, -1, dHead]);
        const normed = rms(
          `${name}.self_attn.${one}_norm.weight`,
          at,
          b.node("Reshape", `${at}/Reshape`, [qkv[i]!, shape]),
          dHead,
        );
        qkv[i] = b.node("Reshape", `${at}/Reshape_1`, [normed, b.constant(`${at}/back`, [3], "i64", [0, 0, -1])]);
      }
    }
    const mixed = rotary ? writtenOut(b, path, l, qkv, rotary) : groupQuery(b, path, l, qkv, spec.interleaved ?? false);
    const o = linear(`${path}/attn/o_proj`, mixed, dQuery, [[`${name}.self_attn.o_proj`, dModel]]);
    x = b.node("Add", `${path}/Add`, [x, o]);
    const h2 = rms(`${name}.post_attention_layernorm.weight`, `${path}/post_attention_layernorm`, x, dModel);
    const mlp = `${path}/mlp`;
    const two = (["gate", "up"] as const).map((one) => [`${name}.mlp.${one}_proj`, dMlp] as const);
    // Up first: exporters order them either way.
    let [up, gate] = ["", ""];
    if (spec.gateUp === "split") {
      const product = linear(`${mlp}/gate_up_proj`, h2, dModel, two);
      const sizes = b.constant(`${mlp}/sizes`, [2], "i64", [dMlp, dMlp]);
      [gate, up] = b.nodeAll("Split", `${mlp}/Split`, [product, sizes], { nOutputs: 2, attributes: { axis: -1 } }) as [
        string,
        string,
      ];
    } else {
      up = linear(`${mlp}/up_proj`, h2, dModel, [two[1]!]);
      gate = linear(`${mlp}/gate_proj`, h2, dModel, [two[0]!]);
    }
    const act = b.node("Mul", `${mlp}/act_fn/Mul`, [gate, b.node("Sigmoid", `${mlp}/act_fn/Sigmoid`, [gate])]);
    const down = linear(`${mlp}/down_proj`, b.node("Mul", `${mlp}/Mul`, [act, up]), dMlp, [
      [`${name}.mlp.down_proj`, dModel],
    ]);
    x = b.node("Add", `${mlp}/Add`, [x, down]);
  }
  const last = rms("model.norm.weight", "/model/norm", x, dModel);
  const logits = spec.tied ? table.multiply(last) : linear("/lm_head", last, dModel, [["lm_head", dVocab]]);
  if (spec.tied) keep("lm_head.weight", [dVocab, dModel], table.values);
  b.output(logits, "logits", "f32", ["batch_size", "sequence_length", dVocab]);
  return { ...b.build({ opset: 17, ...(spec.shard && { shard: spec.shard }) }), weights };
}

interface Table {
  readonly values: Float32Array<ArrayBuffer>;
  readonly output: string;
  /** The head that multiplies with the same table. */
  readonly multiply: (x: string) => string;
}

function floatTable(b: OnnxBuilder, float: "f32" | "f16", ids: string, values: Float32Array<ArrayBuffer>): Table {
  const { dVocab, dModel } = LLAMA_DIMS;
  const table = b.weight("embed.weight", [dVocab, dModel], float, values);
  const output = b.node("Gather", "/model/embed_tokens/Gather", [table, ids]);
  const multiply = (x: string) => {
    const turned = b.node("Transpose", "/lm_head/Transpose", [table], { attributes: { perm: [1, 0] } });
    return b.node("MatMul", "/lm_head/MatMul", [x, turned]);
  };
  return { values, output, multiply };
}

/** A table of GatherBlockQuantized: bytes begin anew with each row, 4-bit types go on without a gap. */
function gatherTable(b: OnnxBuilder, spec: GatherKind, ids: string, seed: number): Table {
  const { dVocab: nRows, dModel: nIn } = LLAMA_DIMS;
  const { bits, blockSize, data, zeros: hasZeros = false } = spec;
  const isBytes = data === "u8" || data === "shared";
  // Without zero points bytes count from the middle, 4-bit types from their own 0.
  const zero = data === "u4" ? 0 : 2 ** (bits - 1);
  const table = quantizedTable(seed, { nRows, nIn, bits, blockSize, hasZeros, zero });
  const { nBlocks, scales } = table;
  const width = nBlocks * blockSize;
  const signed = (list: readonly number[]) => (data === "i4" ? list.map((code) => code ^ 8) : list);
  const codes = signed(table.codes.filter((_, i) => i % width < nIn));
  const path = "/model/embed_tokens";
  const list = (name: string, dims: readonly number[]) => b.constant(`${path}/${name}`, [dims.length], "i64", dims);
  let [head, inputs]: [string[], string[]] = [[], []];
  if (data === "shared") {
    head = [
      b.weight("lm_head.weight_Q", [nRows, nBlocks, (blockSize * bits) / 8], "u8", packCodes(codes, nIn, bits)),
      b.weight("lm_head.weight_scales", [nRows * nBlocks], "f32", scales),
    ];
    const rows = b.node("Reshape", `${path}/Reshape`, [head[0]!, list("rows", [nRows, (nIn * bits) / 8])]);
    inputs = [rows, ids, b.node("Reshape", `${path}/Reshape_1`, [head[1]!, list("blocks", [nRows, nBlocks])])];
  } else {
    const dims = [nRows, isBytes ? (nIn * bits) / 8 : nIn];
    const zeroDims = [nRows, isBytes ? Math.ceil((nBlocks * bits) / 8) : nBlocks];
    const zeros = packCodes(signed(table.zeros), isBytes ? nBlocks : nRows * nBlocks, bits);
    inputs = [
      b.weight("embed.weight_Q", dims, data, packCodes(codes, nIn, bits)),
      ids,
      b.weight("embed.weight_scales", [nRows, nBlocks], "f32", scales),
      ...(hasZeros ? [b.weight("embed.weight_zp", zeroDims, data, zeros)] : []),
    ];
  }
  const attributes = { bits, block_size: blockSize, gather_axis: 0, quantize_axis: 1 };
  const output = b.node("GatherBlockQuantized", `${path}/GatherBlockQuantized`, inputs, { ...MS, attributes });
  const multiply = (x: string) =>
    b.node("MatMulNBits", "/lm_head/MatMul_NBits", [x, ...head], {
      ...MS,
      attributes: { K: nIn, N: nRows, bits, block_size: blockSize },
    });
  return { values: table.values, output, multiply };
}

function transpose(values: Float32Array, nOut: number, nIn: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % nOut) * nIn + Math.floor(i / nOut)]!);
}

function writeLinear(
  b: OnnxBuilder,
  spec: LinearKind,
  path: string,
  x: string,
  nOut: number,
  nIn: number,
  seed: number,
  random: (n: number) => Float32Array<ArrayBuffer>,
): { output: string; values: Float32Array<ArrayBuffer> } {
  if (spec.kind === "nbits") {
    const table = quantizedTable(seed, { nRows: nOut, nIn, hasZeros: spec.zeros !== undefined, ...spec });
    return { output: writeNBits(b, table, path, x, spec), values: table.values };
  }
  const values = random(nOut * nIn);
  const { float = "f32" } = spec;
  const isOutFirst = spec.kind === "out, in" || spec.kind === "gemm";
  const dims = isOutFirst ? [nOut, nIn] : [nIn, nOut];
  let weight = b.weight(`${path}.MatMul.weight`, dims, float, isOutFirst ? values : transpose(values, nOut, nIn));
  if (spec.kind.startsWith("gemm")) {
    const attributes = { transB: isOutFirst ? 1 : 0 };
    return { output: b.node("Gemm", `${path}/Gemm`, [x, weight], { attributes }), values };
  }
  if (isOutFirst) weight = b.node("Transpose", `${path}/Transpose`, [weight], { attributes: { perm: [1, 0] } });
  return { output: b.node("MatMul", `${path}/MatMul`, [x, weight]), values };
}

function writeNBits(
  b: OnnxBuilder,
  table: QuantizedTable,
  path: string,
  x: string,
  { zeros, attributes, order }: Extract<LinearKind, { kind: "nbits" }>,
): string {
  const { nRows, nIn, bits, blockSize, nBlocks, codes, scales, float = "f32" } = table;
  const dims = [nRows, nBlocks, (blockSize * bits) / 8];
  const inputs = [
    x,
    b.weight(`${path}.weight_Q${bits}`, dims, "u8", packCodes(codes, nBlocks * blockSize, bits)),
    b.weight(`${path}.weight_scales`, [nRows * nBlocks], float, scales),
  ];
  const packed = packCodes(table.zeros, nBlocks, bits);
  if (zeros === "packed") inputs.push(b.weight(`${path}.weight_zp`, [packed.length], "u8", packed));
  if (zeros === "float") inputs.push(b.weight(`${path}.weight_zp`, [nRows * nBlocks], float, table.zeros));
  if (order) inputs.push(...(zeros ? [] : [""]), b.weight(`${path}.g_idx`, [nIn], "i32", new Int32Array(nIn)));
  return b.node("MatMulNBits", `${path}/MatMul_Q${bits}`, inputs, {
    ...MS,
    attributes: { K: nIn, N: nRows, bits, block_size: blockSize, ...attributes },
  });
}

function groupQuery(
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
  return b.node("GroupQueryAttention", `${path}/attn/GroupQueryAttention`, inputs, { ...MS, nOutputs: 3, attributes });
}

/** cos and sin of positions that are counted from the shape of the ids. */
function rotaryTables(b: OnnxBuilder, ids: string): { cos: string; sin: string } {
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
function writtenOut(
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
