import { columnsOf, rowsOf, type StoredTensor, type WeightSource } from "../model/weightSource";
import { wordsPerRow } from "../tensor/matrixFormat";
import type { StoredFormat } from "../tensor/storedRows";
import type { DecoderConfig } from "./decoderConfig";
import { EMBEDDING, layerTensors, outerTensors, type TensorSpec } from "./decoderTensors";
import { isHeadShared, matrixFormat, type WeightFormat } from "./weightFormat";

/** Bytes that weights take on the GPU. */
export interface WeightBytes {
  /** All of them. */
  readonly total: number;
  /** Those of one layer, the largest: what streaming holds beside the embedding. */
  readonly layer: number;
  readonly embedding: number;
  /** The longest row of a matrix, which one binding must hold. */
  readonly row: number;
}

type Tensors = WeightSource["tensors"];

/** What the weights of a decoder will take once they are loaded in `format`; tensors that are missing count as nothing. */
export function weightBytes(tensors: Tensors, config: DecoderConfig, format: WeightFormat): WeightBytes {
  let row = 0;
  const bytesOf = ({ name }: TensorSpec): number => {
    const tensor = tensors.get(name);
    if (!tensor) return 0;
    const nIn = columnsOf(tensor);
    const rowBytes = 4 * (tensor.shape.length === 2 ? wordsPerRow(matrixFormat(tensor, format), nIn) : nIn);
    row = Math.max(row, rowBytes);
    return rowsOf(tensor) * rowBytes;
  };
  const sum = (specs: readonly TensorSpec[]) => specs.reduce((bytes, spec) => bytes + bytesOf(spec), 0);
  const layers = Array.from({ length: config.nLayers }, (_, l) =>
    sum(Object.values<TensorSpec>(layerTensors(config, l))),
  );
  const outer = outerTensors(config);
  const embedding = bytesOf(outer.embedding);
  const head = isHeadShared({ tensors }, config) ? 0 : bytesOf(outer.head);
  const total = layers.reduce((bytes, layer) => bytes + layer, embedding + bytesOf(outer.finalNorm) + head);
  return { total, layer: Math.max(0, ...layers), embedding, row };
}

const [F32, F16, BF16] = [{ format: "f32" }, { format: "f16" }, { format: "bf16" }] as const;
const Q4 = { format: "q4", blockSize: 32, hasZeros: false } as const;

/** How the matrices, and the embedding, of public files of a dtype are stored. */
const DTYPE_FORMATS: Readonly<Record<string, readonly [matrices: StoredFormat, embedding: StoredFormat]>> = {
  f32: [F32, F32],
  fp32: [F32, F32],
  f16: [F16, F16],
  fp16: [F16, F16],
  bf16: [BF16, BF16],
  q4: [Q4, F32],
  q4f16: [Q4, F16],
};

/**
 * The tensors that a model's files of a dtype are likely to hold, before they are opened; undefined for a dtype whose weights our
 * decoder cannot read. Exact for checkpoints; an ONNX file's embedding and head may be stored otherwise.
 */
export function likelyTensors(config: DecoderConfig, dtype: string): Tensors | undefined {
  const formats = Object.hasOwn(DTYPE_FORMATS, dtype) ? DTYPE_FORMATS[dtype] : undefined;
  if (!formats) return undefined;
  const [matrices, table] = formats;
  const { embedding, finalNorm, head } = outerTensors(config);
  const layers = Array.from({ length: config.nLayers }, (_, l) => Object.values<TensorSpec>(layerTensors(config, l)));
  const specs = [embedding, ...layers.flat(), finalNorm, ...(config.isTied ? [] : [head])];
  const toStored = ({ name, shape }: TensorSpec): StoredTensor => {
    const stored: StoredFormat = shape.length === 1 ? { format: "f32" } : name === EMBEDDING ? table : matrices;
    return { name, shape, ...stored, bytes: 0 };
  };
  return new Map(specs.map((spec) => [spec.name, toStored(spec)]));
}
