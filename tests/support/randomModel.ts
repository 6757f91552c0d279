import type { StoredTensor, WeightSource } from "../../src/model/weightSource";
import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import { randn } from "./numeric";

/** Two layers with everything that a Llama has, and odd sizes. */
export const TINY_CONFIG: DecoderConfig = {
  nLayers: 2,
  dModel: 20,
  dMlp: 28,
  nHeads: 4,
  nKvHeads: 2,
  dHead: 6,
  dVocab: 37,
  rmsNormEps: 1e-5,
  rope: { theta: 10_000, scaling: { kind: "none" } },
  actFn: "silu",
  qkvBias: false,
  qkNorm: false,
  isTied: false,
  slidingWindow: null,
};

export interface RandomTensor {
  /** [out, in] or [n]. */
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

export type RandomModel = ReadonlyMap<string, RandomTensor>;

/** Weights by Hugging Face's names, of a size that keeps activations at about 1; norms around 1; the same for the same seed. */
export function randomModel(seed: number, config: DecoderConfig): RandomModel {
  const tensors = new Map<string, RandomTensor>();
  const put = (name: string, shape: readonly number[], size: number, middle = 0): void => {
    const n = shape.reduce((product, dim) => product * dim, 1);
    const values = randn(1000 * seed + tensors.size, n).map((value) => middle + size * value);
    tensors.set(name, { shape, values });
  };
  const { dModel, dMlp, dVocab, dHead, nHeads, nKvHeads } = config;
  const matrix = (module: string, nOut: number, nIn: number) => put(`${module}.weight`, [nOut, nIn], nIn ** -0.5);
  const norm = (module: string, n: number) => put(`${module}.weight`, [n], 0.2, 1);
  put("model.embed_tokens.weight", [dVocab, dModel], 0.5);
  for (let l = 0; l < config.nLayers; l++) {
    const [layer, attention] = [`model.layers.${l}`, `model.layers.${l}.self_attn`];
    norm(`${layer}.input_layernorm`, dModel);
    for (const [part, n] of [
      ["q", nHeads],
      ["k", nKvHeads],
      ["v", nKvHeads],
    ] as const) {
      matrix(`${attention}.${part}_proj`, n * dHead, dModel);
      if (config.qkvBias) put(`${attention}.${part}_proj.bias`, [n * dHead], 0.3);
      if (config.qkNorm && part !== "v") norm(`${attention}.${part}_norm`, dHead);
    }
    matrix(`${attention}.o_proj`, dModel, nHeads * dHead);
    norm(`${layer}.post_attention_layernorm`, dModel);
    matrix(`${layer}.mlp.gate_proj`, dMlp, dModel);
    matrix(`${layer}.mlp.up_proj`, dMlp, dModel);
    matrix(`${layer}.mlp.down_proj`, dModel, dMlp);
  }
  norm("model.norm", dModel);
  if (!config.isTied) matrix("lm_head", dVocab, dModel);
  return tensors;
}

/** The model as a checkpoint in f32. */
export function randomSource(model: RandomModel): WeightSource {
  const tensors = Array.from(model, ([name, { shape, values }]): [string, StoredTensor] => [
    name,
    { name, shape, format: "f32", bytes: values.byteLength },
  ]);
  return {
    tensors: new Map(tensors),
    async readRows(name, firstRow, nRows) {
      const tensor = model.get(name);
      if (!tensor) throw new Error(`no tensor ${name}`);
      const [height, width] = tensor.shape.length === 2 ? tensor.shape : [1, tensor.shape[0]];
      if (firstRow < 0 || firstRow + nRows > height!) throw new RangeError(`${name} has ${height} rows`);
      return { format: "f32", values: tensor.values.slice(firstRow * width!, (firstRow + nRows) * width!) };
    },
  };
}
