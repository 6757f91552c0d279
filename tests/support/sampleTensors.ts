import { readOnnx } from "../../src/formats/onnxModel";
import type { OnnxTensor } from "../../src/formats/onnxTensor";
import { fieldBytes, readFields } from "../../src/formats/protobuf";
import { openSafetensors, readTensor } from "../../src/formats/safetensors";
import { halvesToFloats } from "../../src/tensor/halfFloat";
import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import type { NamedTensor } from "./oracleTuning";

/** The sample model's configuration, by hand. */
export const SAMPLE_CONFIG: DecoderConfig = {
  nLayers: 6,
  dModel: 256,
  dMlp: 768,
  nHeads: 4,
  nKvHeads: 2,
  dHead: 64,
  dVocab: 8192,
  rmsNormEps: 1e-5,
  rope: { theta: 10_000, scaling: { kind: "none" } },
  actFn: "silu",
  qkvBias: false,
  qkNorm: false,
  isTied: true,
  slidingWindow: null,
};

/** Tensors of f16 or f32 of a safetensors file, by name. */
export async function safetensorsOf(file: Blob): Promise<Map<string, NamedTensor>> {
  const { tensors } = await openSafetensors(file);
  const entries = Array.from(tensors, async ([name, tensor]): Promise<[string, NamedTensor]> => {
    const isHalf = tensor.dtype === "F16";
    const values = isHalf ? halvesToFloats(await readTensor(tensor, "F16")) : await readTensor(tensor, "F32");
    return [name, { shape: tensor.shape, values }];
  });
  return new Map(await Promise.all(entries));
}

/**
 * The weights of the sample's q4 file by Hugging Face's names: matrices in blocks of 32 codes with a scale each, the rest in f32.
 * The head is quantized, the embedding is not, so that they are no longer tied.
 */
export async function q4TensorsOf(file: Blob): Promise<Map<string, NamedTensor>> {
  const { graph } = await readOnnx(file, "model_q4.onnx");
  const bytes = async ({ data, message, name }: OnnxTensor): Promise<ArrayBuffer> => {
    if (data.in === "file") return file.slice(data.offset, data.offset + data.length).arrayBuffer();
    const raw = Array.from(readFields(message)).find(({ number }) => number === 9);
    if (!raw) throw new Error(`${name} has no raw data`);
    return fieldBytes(message, raw).slice().buffer as ArrayBuffer;
  };
  const byName = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const tensors = new Map<string, NamedTensor>();
  for (const tensor of graph.initializers) {
    if (tensor.name.endsWith(".weight")) {
      tensors.set(tensor.name, { shape: tensor.dims, values: new Float32Array(await bytes(tensor)) });
    }
    const module = /^(.*)\.MatMul\.weight_Q4$/.exec(tensor.name)?.[1];
    if (module === undefined) continue;
    const codes = new Uint8Array(await bytes(tensor));
    const scales = new Float32Array(await bytes(byName.get(`${module}.MatMul.weight_scales`)!));
    const values = Float32Array.from({ length: 2 * codes.length }, (_, i) => {
      const code = (codes[i >> 1]! >> (4 * (i & 1))) & 15;
      return (code - 8) * scales[Math.floor(i / 32)]!;
    });
    const [nOut, nBlocks] = tensor.dims as [number, number, number];
    tensors.set(`${module.replace(".attn.", ".self_attn.")}.weight`, { shape: [nOut, nBlocks * 32], values });
  }
  return tensors;
}
