import { copyFile, mkdir, open, writeFile } from "node:fs/promises";
import { encodeExternalTensor, FLOAT } from "../src/formats/onnxTensor";
import { bytesField, concat, intField } from "../src/formats/protobuf";
import { randn } from "../tests/support/numeric";
import { nodeProto, valueInfo } from "../tests/support/onnxBuilder";

export interface BigModelShape {
  readonly nLayers: number;
  readonly dModel: number;
  readonly dMlp: number;
  /** At least the sample tokenizer's 8192. */
  readonly dVocab: number;
}

const DATA = "model.onnx_data";
/** Numbers that the data file repeats. */
const CHUNK = 2 ** 20;

/** Collects nodes, and weights whose numbers lie in a file beside the model. */
class BigGraph {
  readonly nodes: Uint8Array[] = [];
  readonly weights: Uint8Array[] = [];
  dataBytes = 0;
  largestBytes = 0;

  node(opType: string, name: string, ...inputs: string[]): string {
    this.nodes.push(nodeProto(opType, name, inputs, [`${name}_out`]));
    return `${name}_out`;
  }

  weight(name: string, rows: number, columns: number): string {
    const length = 4 * rows * columns;
    const tensor = { name, dims: [rows, columns], dataType: FLOAT };
    this.weights.push(encodeExternalTensor(tensor, { location: DATA, offset: this.dataBytes, length }));
    this.dataBytes += length;
    this.largestBytes = Math.max(this.largestBytes, length);
    return name;
  }
}

/** Embedding, gated feed-forward layers with SiLU, head; no attention, which has small weights. */
function writeGraph({ nLayers, dModel, dMlp, dVocab }: BigModelShape) {
  const g = new BigGraph();
  let x = g.node("Gather", "embed", g.weight("embed.weight", dVocab, dModel), "input_ids");
  for (let l = 0; l < nLayers; l++) {
    const linear = (name: string, input: string, nIn: number, nOut: number) =>
      g.node("MatMul", `layers.${l}.${name}`, input, g.weight(`layers.${l}.${name}.weight`, nIn, nOut));
    const gate = linear("gate_proj", x, dModel, dMlp);
    const act = g.node("Mul", `layers.${l}.act`, gate, g.node("Sigmoid", `layers.${l}.sigmoid`, gate));
    const hidden = g.node("Mul", `layers.${l}.hidden`, act, linear("up_proj", x, dModel, dMlp));
    x = g.node("Add", `layers.${l}.residual`, x, linear("down_proj", hidden, dMlp, dModel));
  }
  const logits = g.node("MatMul", "lm_head", x, g.weight("lm_head.weight", dModel, dVocab));
  const graph = [
    ...g.nodes.map((node) => bytesField(1, node)),
    bytesField(2, "big"),
    ...g.weights.map((weight) => bytesField(5, weight)),
    bytesField(11, valueInfo("input_ids", "i64", ["batch_size", "sequence_length"])),
    bytesField(12, valueInfo(logits, "f32", ["batch_size", "sequence_length", dVocab])),
  ];
  const proto = concat([intField(1, 8), bytesField(7, graph), bytesField(8, intField(2, 17))]);
  return { proto, dataBytes: g.dataBytes, largestBytes: g.largestBytes };
}

async function writeData(path: string, bytes: number): Promise<void> {
  const chunk = new Uint8Array(randn(1, CHUNK).map((x) => 0.05 * x).buffer);
  const file = await open(path, "w");
  try {
    for (let at = 0; at < bytes; at += chunk.length) await file.write(chunk, 0, Math.min(chunk.length, bytes - at));
  } finally {
    await file.close();
  }
}

/** Writes a model folder of real size and made-up weights; gives its files, and the bytes of all weights and of the largest. */
export async function writeBigModel(folder: string, shape: BigModelShape) {
  const { proto, dataBytes, largestBytes } = writeGraph(shape);
  const config = {
    architectures: ["LlamaForCausalLM"],
    vocab_size: shape.dVocab,
    hidden_size: shape.dModel,
    intermediate_size: shape.dMlp,
    num_hidden_layers: shape.nLayers,
    num_attention_heads: 1,
    max_position_embeddings: 512,
    hidden_act: "silu",
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/config.json`, JSON.stringify(config));
  await writeFile(`${folder}/model.onnx`, proto);
  await writeData(`${folder}/${DATA}`, dataBytes);
  const tokenizer = ["tokenizer.json", "tokenizer_config.json"];
  for (const name of tokenizer) await copyFile(`public/models/babel-7m/${name}`, `${folder}/${name}`);
  const files = ["config.json", "model.onnx", DATA, ...tokenizer].map((name) => `${folder}/${name}`);
  return { files, dataBytes, largestBytes };
}
