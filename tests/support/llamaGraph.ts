import { groupQuery, rotaryTables, writtenOut } from "./llamaAttention";
import { LLAMA_DIMS } from "./llamaDims";
import { type LinearKind, writeLinear } from "./llamaLinear";
import { floatTable, type GatherKind, gatherTable } from "./llamaTables";
import { randn } from "./numeric";
import { type ElementType, OnnxBuilder } from "./onnxBuilder";

export interface LlamaGraphSpec {
  /** GroupQueryAttention of the GenAI builder, or attention written out as torch exports it. */
  readonly attention: "genai" | "torch";
  readonly linear: LinearKind;
  /** Packed: one product into the attention. Split: one product, cut by a Split. */
  readonly qkv?: "apart" | "packed" | "split";
  /** Added behind the product, or an input of it (Gemm's and MatMulNBits' own). */
  readonly qkvBias?: "added" | "own";
  readonly qkNorm?: boolean;
  readonly gateUp?: "apart" | "split";
  /** The head multiplies with the embedding's table, transposed. */
  readonly tied?: boolean;
  readonly embedding?: "f32" | "f16" | GatherKind;
  readonly shard?: string;
  /** Rotary positions over neighbouring columns. */
  readonly interleaved?: boolean;
}

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
  function linear(path: string, x: string, nIn: number, parts: readonly (readonly [string, number])[], bias = "") {
    const nOut = parts.reduce((sum, [, rows]) => sum + rows, 0);
    const made = writeLinear(b, spec.linear, { path, x, bias }, nOut, nIn, count++, random);
    let from = 0;
    for (const [name, rows] of parts) {
      keep(`${name}.weight`, [rows, nIn], made.values.slice(from * nIn, (from + rows) * nIn));
      from += rows;
    }
    return made.output;
  }
  function projected(path: string, x: string, parts: readonly (readonly [string, number])[]): string {
    if (!spec.qkvBias) return linear(path, x, dModel, parts);
    const lists = parts.map(([name, rows]) => keep(`${name}.bias`, [rows], random(rows)));
    const values = Float32Array.from(lists.flatMap((list) => [...list]));
    const bias = b.weight(`${path}.Add.bias`, [values.length], "f32", values);
    if (spec.qkvBias === "own") return linear(path, x, dModel, parts, bias);
    return b.node("Add", `${path}/Add`, [linear(path, x, dModel, parts), bias]);
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
        return projected(at, h, [one]);
      });
    } else {
      const at = `${path}/attn/qkv_proj`;
      const product = projected(at, h, three);
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
