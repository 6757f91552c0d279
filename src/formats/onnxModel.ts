import { FormatError } from "./formatError";
import { decodeName, decodeNode, type OnnxNode } from "./onnxNode";
import { decodeTensor, type OnnxTensor } from "./onnxTensor";
import { expectWire, fieldBytes, readFields, toInts, toText, type WireField } from "./protobuf";
import { SliceReader, type SliceSource } from "./protobufSlices";

/** A ValueInfoProto. */
export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType; 0 where the file does not say or the value is no tensor. */
  readonly elemType: number;
  /** Sizes, or names of symbolic ones (often ""); absent where the file gives no shape. */
  readonly dims?: readonly (number | string)[];
  readonly message: Uint8Array;
}

/** A GraphProto. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types of tensors between nodes, where the exporter wrote them. */
  readonly values: readonly OnnxValue[];
  /** Its other fields, tags included. */
  readonly rest: readonly Uint8Array[];
}

/** A ModelProto. Weights were not read: tensors say where they are. */
export interface OnnxModel {
  readonly reader: SliceReader;
  readonly graph: OnnxGraph;
  /** Version by domain ("" is the default domain). */
  readonly opsets: ReadonlyMap<string, number>;
  /** Its other fields (opset imports and functions included), tags included. */
  readonly rest: readonly Uint8Array[];
}

/** Tensors up to so many bytes are read with the graph: constants, small shapes, norms of toy models. */
const READ_WITH_GRAPH = 1024;
/** A single node, value or other field beyond this is no graph but weights in a place where nobody puts them. */
const MAX_FIELD = 64 * 1024 * 1024;

/** What a file begins with that Git left in place of a large one. */
const LFS_POINTER = "version https://git-lfs";

/**
 * Reads the graph of an `.onnx` file and leaves the weights where they are. `path` names the file in errors. Several `graph`
 * fields are one graph, as protobuf merges them.
 */
export async function readOnnx(source: SliceSource, path: string): Promise<OnnxModel> {
  const reader = new SliceReader(source, path);
  const graph = { nodes: [], initializers: [], inputs: [], outputs: [], values: [], rest: [] };
  const opsets = new Map<string, number>();
  const rest: Uint8Array[] = [];
  let hasGraph = false;
  const first = await reader.bytes({ start: 0, end: Math.min(LFS_POINTER.length, source.size) });
  if (new TextDecoder().decode(first) === LFS_POINTER) {
    throw new FormatError(
      `${path} is only a pointer of Git LFS to the model. Download the file itself (git lfs pull).`,
    );
  }
  try {
    for await (const field of reader.fields({ start: 0, end: source.size })) {
      if (field.number === 7) {
        expectWire(field, 2);
        hasGraph = true;
        await readGraph(reader, field, graph);
        continue;
      }
      const bytes = await readField(reader, field);
      rest.push(bytes);
      if (field.number === 8) readOpset(bytes.subarray(field.valueStart - field.start), field.valueStart, opsets);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${path} cannot be read as ONNX: ${error.message}`);
  }
  if (!hasGraph) throw new FormatError(`${path} is not an ONNX model: it holds no graph`);
  return { reader, graph, opsets, rest };
}

async function readField(reader: SliceReader, field: WireField): Promise<Uint8Array<ArrayBuffer>> {
  if (field.end - field.start > MAX_FIELD) {
    throw new FormatError(
      `field ${field.number} at byte ${field.start} has ${field.end - field.start} bytes; weights must be initializers`,
    );
  }
  return reader.bytes(field);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

async function readGraph(reader: SliceReader, graphField: WireField, graph: Mutable<OnnxGraph>): Promise<void> {
  for await (const field of reader.fields({ start: graphField.valueStart, end: graphField.end })) {
    if (field.number === 5) {
      expectWire(field, 2);
      const span = { start: field.valueStart, end: field.end };
      const { bytes, omitted } = await reader.skeleton(span, READ_WITH_GRAPH);
      graph.initializers.push(decodeTensor(bytes, field.valueStart, omitted, span));
      continue;
    }
    const whole = await readField(reader, field);
    const bytes = whole.subarray(field.valueStart - field.start);
    if ([1, 11, 12, 13].includes(field.number)) expectWire(field, 2);
    if (field.number === 1) graph.nodes.push(decodeNode(bytes, field.valueStart));
    else if (field.number === 11) graph.inputs.push(decodeValue(bytes, field.valueStart));
    else if (field.number === 12) graph.outputs.push(decodeValue(bytes, field.valueStart));
    else if (field.number === 13) graph.values.push(decodeValue(bytes, field.valueStart));
    else graph.rest.push(whole);
  }
}

function readOpset(message: Uint8Array, base: number, opsets: Map<string, number>): void {
  let [domain, version] = ["", 0];
  for (const field of readFields(message, base)) {
    if (field.number === 1) domain = toText(message, field, base);
    else if (field.number === 2) version = toInts(message, field, base)[0] ?? 0;
  }
  opsets.set(domain === "ai.onnx" ? "" : domain, version);
}

/** A ValueInfoProto: name (1), type (2) { tensor_type (1) { elem_type (1), shape (2) { dim (1) ... } } }. */
function decodeValue(message: Uint8Array, base: number): OnnxValue {
  const tensorType = inner(inner({ bytes: message, base }, 2), 1);
  const shape = inner(tensorType, 2);
  let elemType = 0;
  for (const field of fieldsOf(tensorType)) if (field.number === 1) elemType = Number(field.varint);
  const dims: (number | string)[] = [];
  for (const field of fieldsOf(shape)) {
    if (field.number !== 1 || !shape) continue;
    expectWire(field, 2, shape.base);
    dims.push(decodeDim(fieldBytes(shape.bytes, field), shape.base + field.valueStart));
  }
  return { name: decodeName(message, base), elemType, message, ...(shape && { dims }) };
}

interface Message {
  readonly bytes: Uint8Array;
  readonly base: number;
}

const fieldsOf = (message: Message | undefined) => (message ? readFields(message.bytes, message.base) : []);

/** The last occurrence of a message field. */
function inner(message: Message | undefined, number: number): Message | undefined {
  let found: Message | undefined;
  for (const field of fieldsOf(message)) {
    if (field.number !== number || !message) continue;
    expectWire(field, 2, message.base);
    found = { bytes: fieldBytes(message.bytes, field), base: message.base + field.valueStart };
  }
  return found;
}

/** A dimension: dim_value (1) or dim_param (2). */
function decodeDim(message: Uint8Array, base: number): number | string {
  let dim: number | string = "";
  for (const field of readFields(message, base)) {
    if (field.number === 1) dim = toInts(message, field, base)[0] ?? 0;
    else if (field.number === 2) dim = toText(message, field, base);
  }
  return dim;
}
