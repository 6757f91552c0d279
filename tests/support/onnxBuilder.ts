import { bytesField, concat, intField } from "../../src/formats/protobuf";
import { halfBits } from "./halfFloat";

/** How exporters name nodes and tensors; `none` gives nodes no name and tensors numbers. */
export type Naming = "torch" | "optimum" | "genai" | "none";

/** Of the 4-bit types the values are given as packed bytes, of bf16 as numbers that it holds. */
export type ElementType = "f32" | "f16" | "bf16" | "u8" | "u4" | "i4" | "i32" | "i64" | "bool";
const DATA_TYPE: Readonly<Record<ElementType, number>> = {
  f32: 1,
  u8: 2,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  bf16: 16,
  u4: 21,
  i4: 22,
};

/** An attribute: an integer, a float as `{ f }`, text, integers, or a graph as bytes. */
export type Attribute = number | { readonly f: number } | string | readonly number[] | Uint8Array;

export interface NodeOptions {
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly nOutputs?: number;
}

export interface BuildOptions {
  readonly opset: number;
  /** Initializers over 1 KB go to this file, beside the model. */
  readonly shard?: string;
}

/** Raw bytes of values. */
export function rawData(type: ElementType, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const list = Array.from(values);
  if (type === "f32") return new Uint8Array(Float32Array.from(list).buffer);
  if (type === "bf16") {
    const words = new Uint32Array(Float32Array.from(list).buffer);
    return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
  }
  if (type === "f16") return new Uint8Array(Uint16Array.from(list, halfBits).buffer);
  if (type === "i64") return new Uint8Array(BigInt64Array.from(list, (x) => BigInt(x)).buffer);
  if (type === "i32") return new Uint8Array(Int32Array.from(list).buffer);
  return Uint8Array.from(list);
}

const tensorHead = (name: string, dims: readonly number[], type: ElementType) => [
  ...dims.map((dim) => intField(1, dim)),
  intField(2, DATA_TYPE[type]),
  bytesField(8, name),
];

/** A TensorProto with raw data. */
export function tensorProto(name: string, dims: readonly number[], type: ElementType, values: ArrayLike<number>) {
  return concat([...tensorHead(name, dims, type), bytesField(9, rawData(type, values))]);
}

/** A ValueInfoProto. */
export function valueInfo(
  name: string,
  type: ElementType,
  dims: readonly (number | string)[],
): Uint8Array<ArrayBuffer> {
  const shape = dims.map((dim) => bytesField(1, typeof dim === "number" ? intField(1, dim) : bytesField(2, dim)));
  return concat([
    bytesField(1, name),
    bytesField(2, bytesField(1, [intField(1, DATA_TYPE[type]), bytesField(2, shape)])),
  ]);
}

/** A field below 16 that holds an f32. */
const floatField = (number: number, value: number): Uint8Array =>
  Uint8Array.of((number << 3) | 5, ...new Uint8Array(Float32Array.of(value).buffer));

function attributeProto(name: string, value: Attribute): Uint8Array<ArrayBuffer> {
  const field = (type: number, ...parts: Uint8Array[]) => concat([bytesField(1, name), ...parts, intField(20, type)]);
  if (typeof value === "number") return field(2, intField(3, value));
  if (typeof value === "string") return field(3, bytesField(4, value));
  if (value instanceof Uint8Array) return field(5, bytesField(6, value));
  if ("f" in value) return field(1, floatField(2, value.f));
  return field(7, ...value.map((i) => intField(8, i)));
}

/** A NodeProto. */
export function nodeProto(
  opType: string,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  { domain = "", attributes = {} }: NodeOptions = {},
): Uint8Array<ArrayBuffer> {
  return concat([
    ...inputs.map((input) => bytesField(1, input)),
    ...outputs.map((output) => bytesField(2, output)),
    bytesField(3, name),
    bytesField(4, opType),
    ...Object.entries(attributes).map(([key, value]) => bytesField(5, attributeProto(key, value))),
    ...(domain === "" ? [] : [bytesField(7, domain)]),
  ]);
}

/** Collects a graph and writes it as an `.onnx` file. */
export class OnnxBuilder {
  private readonly nodes: Uint8Array[] = [];
  private readonly initializers: { name: string; dims: readonly number[]; type: ElementType; raw: Uint8Array }[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  private count = 0;

  constructor(readonly naming: Naming) {}

  private tensorName(wanted: string): string {
    this.count++;
    return this.naming === "none" ? `t${this.count}` : wanted;
  }

  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.inputs.push(valueInfo(name, type, dims));
    return name;
  }

  /** Declares a tensor an output, under a name of its own. */
  output(tensor: string, name: string, type: ElementType, dims: readonly (number | string)[]): void {
    this.nodes.push(nodeProto("Identity", "", [tensor], [name]));
    this.outputs.push(valueInfo(name, type, dims));
  }

  weight(name: string, dims: readonly number[], type: ElementType, values: ArrayLike<number>): string {
    const unique = this.tensorName(name);
    this.initializers.push({ name: unique, dims, type, raw: rawData(type, values) });
    return unique;
  }

  /** A small constant: a Constant node as torch writes it, an initializer as the others do. */
  constant(name: string, dims: readonly number[], type: ElementType, values: readonly number[]): string {
    if (this.naming === "genai") return this.weight(name, dims, type, values);
    const output = this.tensorName(`${name}_output_0`);
    const value = concat([bytesField(1, "value"), bytesField(5, tensorProto("", dims, type, values)), intField(20, 4)]);
    this.nodes.push(concat([bytesField(2, output), bytesField(4, "Constant"), bytesField(5, value)]));
    return output;
  }

  /** Adds a node; gives its outputs, of which the first is the one mostly wanted. */
  nodeAll(opType: string, path: string, inputs: readonly string[], options: NodeOptions = {}): string[] {
    const joint = this.naming === "genai" ? "/output_" : "_output_";
    const outputs = Array.from({ length: options.nOutputs ?? 1 }, (_, i) => this.tensorName(`${path}${joint}${i}`));
    this.nodes.push(nodeProto(opType, this.naming === "none" ? "" : path, inputs, outputs, options));
    return outputs;
  }

  node(opType: string, path: string, inputs: readonly string[], options: NodeOptions = {}): string {
    return this.nodeAll(opType, path, inputs, options)[0]!;
  }

  build({ opset, shard }: BuildOptions): { model: Uint8Array<ArrayBuffer>; shard: Uint8Array<ArrayBuffer> } {
    const external: Uint8Array[] = [];
    let offset = 0;
    const initializers = this.initializers.map(({ name, dims, type, raw }) => {
      const head = tensorHead(name, dims, type);
      if (shard === undefined || raw.length <= 1024) return concat([...head, bytesField(9, raw)]);
      const entry = (key: string, value: string) => bytesField(13, [bytesField(1, key), bytesField(2, value)]);
      const place = [entry("location", shard), entry("offset", `${offset}`), entry("length", `${raw.length}`)];
      external.push(raw);
      offset += raw.length;
      return concat([...head, ...place, intField(14, 1)]);
    });
    const graph = [
      ...this.nodes.map((node) => bytesField(1, node)),
      bytesField(2, "fixture"),
      ...initializers.map((tensor) => bytesField(5, tensor)),
      ...this.inputs.map((value) => bytesField(11, value)),
      ...this.outputs.map((value) => bytesField(12, value)),
    ];
    const opsets = [intField(2, opset), concat([bytesField(1, "com.microsoft"), intField(2, 1)])];
    const model = concat([intField(1, 8), bytesField(7, graph), ...opsets.map((bytes) => bytesField(8, bytes))]);
    return { model, shard: concat(external) };
  }
}
