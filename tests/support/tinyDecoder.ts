import { download } from "../../src/gpu/buffers";
import { type Decoder, openDecoder } from "../../src/transformer/decoder";
import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import type { DecoderWeights, Matrix } from "../../src/transformer/decoderWeights";
import { destroyWeights } from "../../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../../src/transformer/loadWeights";
import type { GradientOptions } from "../../src/transformer/lossAndGradients";
import type { TokenRows } from "../../src/transformer/tokenRows";
import type { Tuning } from "../../src/transformer/tuning";
import { readGradients } from "./gpuTuning";
import { type RandomModel, randomModel, randomSource } from "./randomModel";

export interface TinyDecoder {
  readonly model: RandomModel;
  readonly decoder: Decoder;
  /** Every weight's bytes. */
  readonly readWeights: () => Promise<readonly Uint32Array[]>;
  readonly close: () => void;
}

/** A decoder of random weights; `change` may lay them otherwise. */
export async function openTiny(
  device: GPUDevice,
  config: DecoderConfig,
  change: (weights: DecoderWeights) => DecoderWeights = (weights) => weights,
): Promise<TinyDecoder> {
  const model = randomModel(1, config);
  const weights = change(await loadDecoderWeights(randomSource(model), config, { device }));
  const decoder = await openDecoder(device, config, weights);
  const buffers = [weights, ...weights.layers]
    .flatMap((part) => Object.values<Matrix | GPUBuffer | readonly object[]>({ ...part }))
    .flatMap((weight) => ("parts" in weight ? weight.parts.map(({ buffer }) => buffer) : weight))
    .filter((weight): weight is GPUBuffer => weight instanceof GPUBuffer);
  return {
    model,
    decoder,
    readWeights: () => Promise.all(buffers.map(async (buffer) => new Uint32Array(await download(device, buffer)))),
    close() {
      decoder.destroy();
      destroyWeights(weights);
    },
  };
}

/** One call whose gradients overwrite. */
export const ONCE: GradientOptions = { accumulate: false, dropoutSeed: 1, step: 1 };

/** log p of the rows' targets and the gradients of one call. */
export async function lossOf(decoder: Decoder, rows: TokenRows, tuning: Tuning, options: GradientOptions = ONCE) {
  const buffer = await decoder.lossAndGradients(rows, tuning, options);
  const logProbs = new Float32Array(await download(decoder.device, buffer, 0, 4 * rows.nTokens));
  const lossNats = -rows.lossWeights.reduce((sum, weight, t) => sum + weight * logProbs[t]!, 0);
  return { lossNats, logProbs, gradients: await readGradients(decoder.device, tuning) };
}
