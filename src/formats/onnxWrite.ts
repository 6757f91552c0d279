import type { OnnxGraph, OnnxModel } from "./onnxModel";
import { encodeExternalTensor, type OnnxTensor, type TensorData } from "./onnxTensor";
import { bytesField, concat } from "./protobuf";

/** What a written graph holds. The rest of the model (opsets, functions, metadata) is taken over byte for byte. */
export type GraphContent = Pick<OnnxGraph, "nodes" | "initializers" | "inputs" | "values"> & {
  /** ValueInfoProtos; ONNX Runtime is content with a name. */
  readonly outputs: readonly Uint8Array[];
};

/** Where values in other files are: a file as the session will know it, a place and a length. */
export type ResolveExternal = (
  tensor: OnnxTensor,
  data: Extract<TensorData, { in: "external" }>,
) => { location: string; offset: number; length: number };

/**
 * A small ModelProto with that graph. Large values are not copied: they are declared as external data, those of the `.onnx`
 * file itself under the name `self`. Large values in fields that have to be decoded are copied, as they must be inline.
 */
export async function writeOnnx(
  model: OnnxModel,
  content: GraphContent,
  self: string,
  resolve: ResolveExternal,
): Promise<Uint8Array<ArrayBuffer>> {
  const initializers: Uint8Array[] = [];
  for (const tensor of content.initializers) {
    const { data } = tensor;
    let message = tensor.message;
    if (data.in === "file") message = encodeExternalTensor(tensor, { location: self, ...data });
    else if (data.in === "external") message = encodeExternalTensor(tensor, resolve(tensor, data));
    else if (data.in === "fields" && tensor.span) message = await model.reader.bytes(tensor.span);
    initializers.push(bytesField(5, message));
  }
  const graph = [
    ...content.nodes.map((node) => bytesField(1, node.message)),
    ...initializers,
    ...content.inputs.map((value) => bytesField(11, value.message)),
    ...content.outputs.map((value) => bytesField(12, value)),
    ...content.values.map((value) => bytesField(13, value.message)),
    ...model.graph.rest,
  ];
  return concat([...model.rest, bytesField(7, graph)]);
}

/** A ValueInfoProto that holds only a name. */
export function namedValue(name: string): Uint8Array<ArrayBuffer> {
  return bytesField(1, name);
}
