import type { OnnxTensor } from "../formats/onnxTensor";
import { fieldBytes, readFields, toInts } from "../formats/protobuf";
import { halfToNumber } from "../tensor/halfFloat";
import { findAttribute, type Graph } from "./graph";

/** The numbers of a small constant (initializer or Constant node), flat; undefined where the tensor is none or its values are large. */
export function constantValues(graph: Graph, name: string): readonly number[] | undefined {
  const initializer = graph.initializers.get(name);
  if (initializer) return tensorValues(initializer);
  const node = graph.producer.get(name);
  if (node?.opType !== "Constant") return undefined;
  for (const { name: kind, tensor, float, int, floats, ints } of node.attributes) {
    if (kind === "value" && tensor) return tensorValues(tensor);
    if (kind === "value_float" && float !== undefined) return [float];
    if (kind === "value_int" && int !== undefined) return [int];
    if (kind === "value_floats") return floats;
    if (kind === "value_ints") return ints;
  }
  return undefined;
}

/** The dimensions of a constant, or undefined where the tensor is none. */
export function constantDims(graph: Graph, name: string): readonly number[] | undefined {
  return constantTensor(graph, name)?.dims;
}

/** The tensor of an initializer or of a Constant node. */
export function constantTensor(graph: Graph, name: string): OnnxTensor | undefined {
  const node = graph.producer.get(name);
  return (
    graph.initializers.get(name) ?? (node?.opType === "Constant" ? findAttribute(node, "value")?.tensor : undefined)
  );
}

type Read = (view: DataView, at: number) => number;

/** How raw data holds a number, by TensorProto.DataType, and its bytes. */
const RAW: Readonly<Record<number, readonly [bytes: number, read: Read]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  10: [2, (view, at) => halfToNumber(view.getUint16(at, true))],
  11: [8, (view, at) => view.getFloat64(at, true)],
  16: [2, (view, at) => bfloatToNumber(view.getUint16(at, true))],
};

/** Small constants have at most so many elements; scalars, axes, split sizes. */
const MAX_ELEMENTS = 64;

function tensorValues(tensor: OnnxTensor): readonly number[] | undefined {
  const { dataType, nElements, message } = tensor;
  if (tensor.data.in !== "message" || nElements > MAX_ELEMENTS || !RAW[dataType]) return undefined;
  const [bytes, read] = RAW[dataType];
  let values: number[] = [];
  for (const field of readFields(message)) {
    if (field.number === 9) values = values.concat(readAll(fieldBytes(message, field), bytes, read));
    else if (field.number === 4) values = values.concat(readAll(fieldBytes(message, field), 4, RAW[1]![1]));
    else if (field.number === 10) values = values.concat(readAll(fieldBytes(message, field), 8, RAW[11]![1]));
    else if (field.number === 5 || field.number === 7) {
      const toValue = dataType === 10 ? halfToNumber : dataType === 16 ? bfloatToNumber : (int: number) => int;
      values = values.concat(toInts(message, field).map(toValue));
    }
  }
  return values.length === nElements ? values : undefined;
}

function readAll(bytes: Uint8Array, size: number, read: Read): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => read(view, i * size));
}

function bfloatToNumber(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
