import { FormatError } from "../formats/formatError";
import { readOnnx } from "../formats/onnxModel";
import type { OnnxNode } from "../formats/onnxNode";
import { blockRows, type Stored } from "./blockRows";
import { denseRows, HeldTensor } from "./denseRows";
import { externalFiles } from "./externalData";
import { type DecoderParts, findDecoder } from "./findDecoder";
import { buildGraph, describe, findAttribute, type Graph, intAttribute } from "./graph";
import type { ModelFile } from "./modelFile";
import type { ModelInfo } from "./modelInfo";
import type { Projection } from "./projection";
import { type RowReader, sliceRows, sliceVector, vectorReader } from "./rowReader";
import { storedConstant } from "./storedConstant";
import { tensorBytes } from "./tensorBytes";
import { findRows, type StoredTensor, type WeightSource } from "./weightSource";

/** Operators whose weights cannot be taken out: what they compute is no product with floats in blocks. */
const REFUSED: Readonly<Record<string, string>> = {
  MatMulInteger: "multiplies 8-bit integers",
  MatMulIntegerToFloat: "multiplies 8-bit integers",
  DynamicQuantizeMatMul: "multiplies 8-bit integers",
  QLinearMatMul: "multiplies 8-bit integers",
  MatMulBnb4: "has weights in bitsandbytes' 4-bit floats",
};

/**
 * The weights of an ONNX decoder under Hugging Face's names, found by the graph's structure: f32, f16 and bf16 initializers in
 * either orientation, MatMulNBits and GatherBlockQuantized of 4 and 8 bits, fused projections, biases. Weights stay in the files.
 */
export async function openOnnxWeights(
  file: ModelFile,
  shards: readonly ModelFile[],
  info: ModelInfo,
): Promise<WeightSource> {
  const { graph: onnx } = await readOnnx(file.blob, file.path);
  const graph = buildGraph(onnx);
  refuseOperators(graph);
  const parts = findDecoder(graph, info);
  const readers = readDecoder(parts, info.dModel, { find: constants(graph, file, shards), held: new HeldTensor() });
  const tensors = new Map<string, StoredTensor>();
  const isSame = sharesTable(graph, parts);
  for (const [name, { shape, stored, bytes }] of readers) {
    const sameAs = name === "lm_head.weight" && isSame ? { sameAs: "model.embed_tokens.weight" } : {};
    tensors.set(name, { name, shape, ...stored, bytes, ...sameAs });
  }
  return {
    tensors,
    async readRows(name, firstRow, nRows) {
      findRows(tensors, name, firstRow, nRows);
      return readers.get(name)!.read(firstRow, nRows);
    },
  };
}

function refuseOperators(graph: Graph): void {
  const node = graph.order.find(({ opType }) => Object.hasOwn(REFUSED, opType));
  if (!node) return;
  throw new FormatError(`${describe(node)} ${REFUSED[node.opType]}: use another dtype, as q4 or fp16`);
}

/** Finds the constant behind an input of a node, and how to read it. */
type FindConstant = (node: OnnxNode, input: string, reshapes?: boolean) => Stored & { readonly isTransposed: boolean };

/** What readers of one source share. */
interface Files {
  readonly find: FindConstant;
  readonly held: HeldTensor;
}

function constants(graph: Graph, file: ModelFile, shards: readonly ModelFile[]): FindConstant {
  const external = externalFiles(file, shards);
  return (node, input, reshapes = false) => {
    const found = storedConstant(graph, input, reshapes);
    if (!found) throw new FormatError(`${describe(node)} computes its weights ("${input}"): they cannot be read`);
    return { ...found, read: tensorBytes(found.tensor, file, external) };
  };
}

/** Whether the head multiplies with the very tensor that the embedding looks tokens up in. */
function sharesTable(graph: Graph, { embedding, head }: DecoderParts): boolean {
  const table = embedding && storedConstant(graph, embedding.inputs[0] ?? "", true)?.tensor;
  return (
    table !== undefined && head !== undefined && storedConstant(graph, head.node.inputs[1]!, true)?.tensor === table
  );
}

function readDecoder(parts: DecoderParts, dModel: number, files: Files): ReadonlyMap<string, RowReader> {
  const { find } = files;
  const readers = new Map<string, RowReader>();
  const addNorm = (name: string, tensor: string | undefined, node: OnnxNode) => {
    if (tensor === undefined) return;
    const { tensor: stored, read } = find(node, tensor, true);
    readers.set(`${name}.weight`, vectorReader(stored, read));
  };
  const add = (name: string, { node, start, count, bias }: Projection) => {
    readers.set(`${name}.weight`, sliceRows(linearRows(node, files), start, count));
    if (bias === undefined) return;
    const { tensor, read } = find(node, bias, true);
    readers.set(`${name}.bias`, sliceVector(vectorReader(tensor, read), start, count));
  };
  const { embedding, layers, finalNorm, head } = parts;
  if (embedding) readers.set("model.embed_tokens.weight", embeddingRows(embedding, dModel, files));
  for (const [l, layer] of layers.entries()) {
    const path = `model.layers.${l}`;
    addNorm(`${path}.input_layernorm`, layer.inputNorm, layer.q.node);
    for (const one of ["q", "k", "v", "o"] as const) add(`${path}.self_attn.${one}_proj`, layer[one]);
    addNorm(`${path}.self_attn.q_norm`, layer.qNorm, layer.q.node);
    addNorm(`${path}.self_attn.k_norm`, layer.kNorm, layer.k.node);
    addNorm(`${path}.post_attention_layernorm`, layer.postAttentionNorm, layer.gate.node);
    for (const one of ["gate", "up", "down"] as const) add(`${path}.mlp.${one}_proj`, layer[one]);
  }
  if (head) {
    addNorm("model.norm", finalNorm, head.node);
    add("lm_head", head);
  }
  return readers;
}

/** The weight of a linear layer, [n_out, n_in]. */
function linearRows(node: OnnxNode, { find, held }: Files): RowReader {
  if (node.opType === "MatMulNBits") return nBitsRows(node, find);
  const { tensor, read, isTransposed } = find(node, node.inputs[1]!);
  for (const name of ["alpha", "beta"]) {
    const factor = findAttribute(node, name)?.float ?? 1;
    if (factor !== 1)
      throw new FormatError(`${describe(node)} scales what it makes (${name} ${factor}): not supported`);
  }
  const isOutFirst = (intAttribute(node, "transB", 0) === 1) !== isTransposed;
  return denseRows(tensor, read, isOutFirst ? "out, in" : "in, out", held);
}

/** MatMulNBits: inputs A, B, scales, zero points, g_idx, bias. */
function nBitsRows(node: OnnxNode, find: FindConstant): RowReader {
  const [, codes, scales, zeros, order] = node.inputs;
  if (order) throw new FormatError(`${describe(node)} reorders its columns (g_idx): not supported`);
  if (intAttribute(node, "weight_prepacked", 0) !== 0) {
    throw new FormatError(`${describe(node)} has weights packed for one kind of GPU (weight_prepacked): not supported`);
  }
  return blockRows({
    what: describe(node),
    bits: intAttribute(node, "bits", 4),
    blockSize: intAttribute(node, "block_size", 0),
    nRows: intAttribute(node, "N", 0),
    nIn: intAttribute(node, "K", 0),
    codes: find(node, codes!),
    scales: find(node, scales ?? ""),
    zeros: zeros ? find(node, zeros) : null,
  });
}

/** The table of an embedding: Gather, or GatherBlockQuantized with inputs data, indices, scales, zero points. */
function embeddingRows(node: OnnxNode, dModel: number, { find, held }: Files): RowReader {
  const [data, , scales, zeros] = node.inputs;
  if (node.opType === "Gather") {
    const { tensor, read, isTransposed } = find(node, data!);
    if (tensor.dims.length === 2) return denseRows(tensor, read, isTransposed ? "in, out" : "out, in", held);
    throw new FormatError(`${describe(node)} looks up a table of ${tensor.dims.length} dimensions, not 2`);
  }
  const codes = find(node, data!, true);
  const bits = intAttribute(node, "bits", 4);
  // Bytes hold one or two codes each, elements of a 4-bit type one.
  const nRows = (codes.tensor.nElements * (codes.tensor.dataType === 2 ? 8 / bits : 1)) / dModel;
  const axis = intAttribute(node, "quantize_axis", 1);
  if (intAttribute(node, "gather_axis", 0) !== 0 || (axis !== 1 && axis !== -1) || !Number.isInteger(nRows)) {
    throw new FormatError(`${describe(node)} is not quantized along rows of ${dModel}: not supported`);
  }
  return blockRows({
    what: describe(node),
    bits,
    blockSize: intAttribute(node, "block_size", 128),
    nRows,
    nIn: dModel,
    codes,
    scales: find(node, scales ?? "", true),
    zeros: zeros ? find(node, zeros, true) : null,
  });
}
