import { compileAlignment } from "../../src/evaluate/alignmentKernels";
import type { PairAlignment } from "../../src/evaluate/alignmentResult";
import { drawResamples } from "../../src/evaluate/meanIntervals";
import { pairAlignment, pairSeries } from "../../src/evaluate/pairAlignment";
import { reduceLayer } from "../../src/evaluate/reduceLayer";

export interface ReduceOptions {
  readonly dModel: number;
  readonly pairs: readonly (readonly [a: number, b: number])[];
  readonly scoreBytes?: number;
  readonly layer?: number;
  readonly names?: readonly string[];
}

/** What pairs of languages measure by their vectors alone, f32[n_sentences, d_model] a language, without a model. */
export async function reducePairs(
  device: GPUDevice,
  vectors: readonly Float32Array<ArrayBuffer>[],
  { dModel, pairs, scoreBytes, layer = 0, names = vectors.map((_, k) => String(k)) }: ReduceOptions,
): Promise<PairAlignment[]> {
  const kernels = await compileAlignment(device);
  const nSentences = vectors[0]!.length / dModel;
  const resamples = drawResamples(nSentences, { seed: 1, resamples: 10 });
  const measured: PairAlignment[] = [];
  const size = { nSentences, dModel, vectors };
  for await (const reduction of reduceLayer(device, kernels, size, pairs, scoreBytes)) {
    const [a, b] = pairs[measured.length]!.map((k) => names[k]!) as [string, string];
    measured.push(pairAlignment({ a, b, layer }, pairSeries(reduction), reduction, resamples));
  }
  return measured;
}
