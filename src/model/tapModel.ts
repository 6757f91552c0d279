import { readOnnx } from "../formats/onnxModel";
import { type OnnxNode, withIntAttribute } from "../formats/onnxNode";
import { FLOAT, FLOAT16, type OnnxTensor } from "../formats/onnxTensor";
import { namedValue, writeOnnx } from "../formats/onnxWrite";
import type { LayerTap } from "./activationSource";
import { externalFiles } from "./externalData";
import { findGates } from "./findGates";
import { buildGraph, describe, findAttribute, type Graph } from "./graph";
import type { ModelFile } from "./modelFile";
import { pruneGraph } from "./pruneGraph";
import { tensorType } from "./tensorType";

/** An input that the tapped graph still needs. */
export interface GraphInput {
  readonly name: string;
  /** ONNX TensorProto.DataType. */
  readonly elemType: number;
  /** A number, or the name of a symbolic dimension. */
  readonly dims: readonly (number | string)[];
}

/** What was done to the graph, for the result's provenance. Bytes are of initializers. */
export interface SurgeryRecord {
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Nodes whose `accuracy_level` was rewritten to 0. */
  readonly accuracyLevelForced: number;
  readonly pruned: boolean;
}

export interface TappedModel {
  /** A small ModelProto; its large initializers are external. */
  readonly proto: Uint8Array<ArrayBuffer>;
  /** The files that the proto reads from, by the `location` it names. */
  readonly external: readonly ModelFile[];
  /** By layer, from 0. */
  readonly taps: readonly LayerTap[];
  readonly dMlp: number;
  /** Of the tapped tensors. */
  readonly dtype: "f32" | "f16";
  readonly inputs: readonly GraphInput[];
  readonly record: SurgeryRecord;
  /** The largest initializer left. */
  readonly largestTensorBytes: number;
  /** Operator types left, sorted; `domain.Type` outside the default domain. */
  readonly operators: readonly string[];
}

export interface TapOptions {
  readonly nLayers: number;
  readonly dMlp: number;
  /** Delete what no tap needs. True by default; false keeps every output and node and only adds the taps. */
  readonly prune?: boolean;
  /** Tap and keep only the first layers; the file must still have all `nLayers`. */
  readonly firstLayers?: number;
  /** False adds no taps and keeps the graph's own outputs; for measuring the plain forward. */
  readonly tap?: boolean;
}

/**
 * Turns an ONNX decoder into one that outputs each layer's gate. Weights are not read: they stay where they are in `file` and
 * `shards`, and the small proto points there. Errors say which file, layer or tensor is at fault.
 */
export async function tapModel(
  file: ModelFile,
  shards: readonly ModelFile[],
  options: TapOptions,
): Promise<TappedModel> {
  const { nLayers, dMlp, prune = true, tap = true, firstLayers = nLayers } = options;
  const model = await readOnnx(file.blob, file.path);
  const graph = buildGraph(model.graph);
  refuseBranches(graph, file.path);
  const taps = findGates(graph, nLayers, dMlp).slice(0, firstLayers);
  const tapped = taps.map(({ tensor }) => tensor);
  const own = model.graph.outputs;
  const kept = [
    ...(prune && tap ? [] : own),
    ...(tap ? tapped.filter((name) => prune || !own.some((output) => output.name === name)) : []).map(toOutput),
  ];
  const parts = prune
    ? pruneGraph(
        graph,
        kept.map((output) => output.name),
      )
    : model.graph;
  const nodes = parts.nodes.map(forceFullAccuracy);
  const self = file.path.slice(file.path.lastIndexOf("/") + 1);
  const external = externalFiles(file, shards);
  const outputs = kept.map(({ message }) => message);
  const proto = await writeOnnx(model, { ...parts, nodes, outputs }, self, external.resolve);
  const files = new Map(external.used);
  if (parts.initializers.some(({ data }) => data.in === "file")) files.set(self, file);
  return {
    proto,
    external: [...files].map(([path, { blob }]) => ({ path, blob })),
    taps,
    dMlp,
    dtype: tapType(graph, taps),
    inputs: parts.inputs
      .filter(({ name }) => !graph.initializers.has(name))
      .map(({ name, elemType, dims = [] }) => ({ name, elemType, dims })),
    record: {
      nodesBefore: model.graph.nodes.length,
      nodesAfter: nodes.length,
      bytesBefore: sumBytes(model.graph.initializers),
      bytesAfter: sumBytes(parts.initializers),
      accuracyLevelForced: nodes.filter((node, i) => node !== parts.nodes[i]).length,
      pruned: prune,
    },
    largestTensorBytes: parts.initializers.reduce((most, { bytes }) => Math.max(most, bytes), 0),
    operators: [...new Set(nodes.map(operatorName))].sort(),
  };
}

const toOutput = (name: string) => ({ name, message: namedValue(name) });
const sumBytes = (tensors: readonly OnnxTensor[]) => tensors.reduce((sum, { bytes }) => sum + bytes, 0);
const operatorName = ({ domain, opType }: OnnxNode) => (domain === "" ? opType : `${domain}.${opType}`);

/** Levels above 0 quantize activations, which flips the signs of gates (one in a thousand at level 4). */
function forceFullAccuracy(node: OnnxNode): OnnxNode {
  const level = findAttribute(node, "accuracy_level")?.int ?? 0;
  return level === 0 ? node : withIntAttribute(node, "accuracy_level", 0);
}

/** Old merged decoders hold the whole body twice, in the branches of an If; what lies in a branch cannot be an output. */
function refuseBranches(graph: Graph, path: string): void {
  for (const node of graph.order) {
    if (node.opType !== "If") continue;
    const inside = node.attributes.flatMap(({ graphs }) => graphs.flatMap(({ nodes }) => nodes));
    if (!inside.some(({ opType }) => opType.includes("MatMul") || opType === "Gemm")) continue;
    throw new Error(
      `${path} is a merged decoder: its layers lie inside the branches of ${describe(node)}, where they cannot be tapped. ` +
        "Use an export without branches: decoder_model.onnx or decoder_with_past_model.onnx beside it, or a newer model.onnx.",
    );
  }
}

function tapType(graph: Graph, taps: readonly LayerTap[]): "f32" | "f16" {
  const types = taps.map(({ tensor }) => tensorType(graph, tensor));
  if (types.every((type) => type === FLOAT)) return "f32";
  if (types.every((type) => type === FLOAT16)) return "f16";
  const other = types.findIndex((type) => type !== types[0] || (type !== FLOAT && type !== FLOAT16));
  throw new Error(
    `the gate of layer ${other}, "${taps[other]!.tensor}", has ONNX data type ${types[other]}; ` +
      "all gates must be f32 (1) or all f16 (10). Use another dtype of the model.",
  );
}
