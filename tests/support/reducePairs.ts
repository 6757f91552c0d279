import { compileAlignment } from "../../src/evaluate/alignmentKernels";
import type { PairAlignment } from "../../src/evaluate/alignmentResult";
import { drawResamples } from "../../src/evaluate/meanIntervals";
import { pairAlignment, pairSeries } from "../../src/evaluate/pairAlignment";
import { type PairReduction, type ReduceOptions, reduceLayer } from "../../src/evaluate/reduceLayer";

export interface ReducePairsOptions extends ReduceOptions {
  readonly dModel: number;
  readonly pairs: readonly (readonly [a: number, b: number])[];
  readonly layer?: number;
  readonly names?: readonly string[];
}

/** What pairs of languages give by their vectors alone, f32[n_sentences, d_model] a language, without a model. */
export async function pairReductions(
  device: GPUDevice,
  vectors: readonly Float32Array<ArrayBuffer>[],
  { dModel, pairs, ...options }: ReducePairsOptions,
): Promise<PairReduction[]> {
  const kernels = await compileAlignment(device);
  const size = { nSentences: vectors[0]!.length / dModel, dModel, vectors };
  const reductions: PairReduction[] = [];
  for await (const reduction of reduceLayer(device, kernels, size, pairs, options)) reductions.push(reduction);
  return reductions;
}

/** What they measure. */
export async function reducePairs(
  device: GPUDevice,
  vectors: readonly Float32Array<ArrayBuffer>[],
  options: ReducePairsOptions,
): Promise<PairAlignment[]> {
  const { dModel, pairs, layer = 0, names = vectors.map((_, k) => String(k)) } = options;
  const resamples = drawResamples(vectors[0]!.length / dModel, { seed: 1, resamples: 10 });
  return (await pairReductions(device, vectors, options)).map((reduction, i) => {
    const [a, b] = pairs[i]!.map((k) => names[k]!) as [string, string];
    return pairAlignment({ a, b, layer }, pairSeries(reduction), reduction, resamples);
  });
}
