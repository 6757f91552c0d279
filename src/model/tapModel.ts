import type { LayerTap } from "./activationSource";

/** A file as it was dropped: path relative to the `.onnx` file's folder. */
export interface ModelFile {
  readonly path: string;
  readonly blob: Blob;
}

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
 * `shards`, and the small proto points there.
 */
export async function tapModel(
  file: ModelFile,
  shards: readonly ModelFile[],
  options: TapOptions,
): Promise<TappedModel> {
  throw new Error(`${file.path} with ${shards.length} shards and ${options.nLayers} layers: reading is not built yet`);
}
