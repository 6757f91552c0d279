import { FormatError } from "./formatError";
import { decodeTensor, type OnnxTensor } from "./onnxTensor";
import { bytesField, concat, expectWire, fieldBytes, intField, readFields, toInts, toText } from "./protobuf";

/** An AttributeProto: the kinds of values that our code looks at. */
export interface OnnxAttribute {
  readonly name: string;
  readonly int?: number;
  readonly float?: number;
  readonly text?: string;
  readonly tensor?: OnnxTensor;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly graphs: readonly OnnxSubgraph[];
}

/** A NodeProto. An empty name among inputs or outputs is an optional one left out. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** "" for the default domain `ai.onnx`. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
  /** The NodeProto as it lies in the file, so that what we don't know survives. */
  readonly message: Uint8Array;
}

/** A graph inside a node (If, Loop, Scan): what is needed to see which outer tensors it uses. */
export interface OnnxSubgraph {
  readonly nodes: readonly OnnxNode[];
  /** Names of its inputs and initializers. */
  readonly names: readonly string[];
  readonly outputs: readonly string[];
}

/** Subgraphs in subgraphs; real models have two or three. */
const MAX_DEPTH = 32;

/** Decodes a NodeProto that begins at byte `base` of the file. */
export function decodeNode(message: Uint8Array, base: number, depth = 0): OnnxNode {
  const node = { name: "", opType: "", domain: "" };
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes: OnnxAttribute[] = [];
  for (const field of readFields(message, base)) {
    if (field.number === 1) inputs.push(toText(message, field, base));
    else if (field.number === 2) outputs.push(toText(message, field, base));
    else if (field.number === 3) node.name = toText(message, field, base);
    else if (field.number === 4) node.opType = toText(message, field, base);
    else if (field.number === 5) {
      expectWire(field, 2, base);
      attributes.push(decodeAttribute(fieldBytes(message, field), base + field.valueStart, depth));
    } else if (field.number === 7) node.domain = toText(message, field, base);
  }
  if (node.domain === "ai.onnx") node.domain = "";
  return { ...node, inputs, outputs, attributes, message };
}

function decodeAttribute(message: Uint8Array, base: number, depth: number): OnnxAttribute {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const [ints, floats, graphs]: [number[], number[], OnnxSubgraph[]] = [[], [], []];
  const attribute: { -readonly [K in keyof OnnxAttribute]: OnnxAttribute[K] } = { name: "", ints, floats, graphs };
  let type = 0;
  for (const field of readFields(message, base)) {
    const inner = () => {
      expectWire(field, 2, base);
      return [fieldBytes(message, field), base + field.valueStart] as const;
    };
    switch (field.number) {
      case 1:
        attribute.name = toText(message, field, base);
        break;
      case 2:
        expectWire(field, 5, base);
        attribute.float = view.getFloat32(field.valueStart, true);
        break;
      case 3:
        attribute.int = toInts(message, field, base)[0] ?? 0;
        break;
      case 4:
        // Bytes, not always text: decoded leniently, used for comparison with known words only.
        attribute.text = new TextDecoder().decode(inner()[0]);
        break;
      case 5:
        attribute.tensor = decodeTensor(...inner());
        break;
      case 6:
      case 11:
        graphs.push(decodeSubgraph(...inner(), depth + 1));
        break;
      case 7:
        if (field.wire !== 5) expectWire(field, 2, base);
        if ((field.end - field.valueStart) % 4 !== 0) {
          throw new FormatError(`protobuf: floats at byte ${base + field.start} are not a multiple of four bytes`);
        }
        for (let at = field.valueStart; at < field.end; at += 4) floats.push(view.getFloat32(at, true));
        break;
      case 8:
        toInts(message, field, base, ints);
        break;
      case 20:
        type = toInts(message, field, base)[0] ?? 0;
        break;
    }
  }
  // Writers of the third protobuf syntax leave zeros out.
  if (type === 1) attribute.float ??= 0;
  if (type === 2) attribute.int ??= 0;
  return attribute;
}

function decodeSubgraph(message: Uint8Array, base: number, depth: number): OnnxSubgraph {
  if (depth > MAX_DEPTH) throw new FormatError(`the graph at byte ${base} lies in more than ${MAX_DEPTH} graphs`);
  const [nodes, names, outputs]: [OnnxNode[], string[], string[]] = [[], [], []];
  for (const field of readFields(message, base)) {
    if (![1, 5, 11, 12].includes(field.number)) continue;
    expectWire(field, 2, base);
    const [bytes, at] = [fieldBytes(message, field), base + field.valueStart];
    if (field.number === 1) nodes.push(decodeNode(bytes, at, depth));
    else if (field.number === 5) names.push(decodeTensor(bytes, at).name);
    else if (field.number === 11) names.push(decodeName(bytes, at));
    else outputs.push(decodeName(bytes, at));
  }
  return { nodes, names, outputs };
}

/** The name (field 1) of a ValueInfoProto. */
export function decodeName(message: Uint8Array, base: number): string {
  let name = "";
  for (const field of readFields(message, base)) if (field.number === 1) name = toText(message, field, base);
  return name;
}

/** The node with one integer attribute changed; every other byte stays. */
export function withIntAttribute(node: OnnxNode, name: string, value: number): OnnxNode {
  const parts: Uint8Array[] = [];
  for (const field of readFields(node.message)) {
    const isIt = field.number === 5 && decodeName(fieldBytes(node.message, field), 0) === name;
    if (!isIt) parts.push(node.message.subarray(field.start, field.end));
  }
  parts.push(bytesField(5, [bytesField(1, name), intField(3, value), intField(20, 2)]));
  const attributes = node.attributes.map((a) => (a.name === name ? { ...a, int: value } : a));
  return { ...node, attributes, message: concat(parts) };
}
