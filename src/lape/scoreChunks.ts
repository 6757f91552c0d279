import { download, storageBuffer, submitPass, upload } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { withErrorScope } from "../gpu/watchErrors";
import { activationProbability } from "../kernels/activationProbability";
import { neuronEntropy } from "../kernels/neuronEntropy";
import type { ActivationStats } from "./activationStats";

/** P of neurons [start, end) for all languages: f32[n_langs, end - start]. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly probability: GPUBuffer;
}

/** Neuron ranges whose probabilities fit one binding each. */
export function chunkNeurons(nNeurons: number, nLangs: number, maxBytes: number): [start: number, end: number][] {
  const size = Math.floor(maxBytes / (4 * nLangs));
  if (size === 0) throw new RangeError(`${nLangs} languages do not fit a binding of ${maxBytes} bytes`);
  const nChunks = Math.ceil(nNeurons / size);
  return Array.from({ length: nChunks }, (_, c) => [c * size, Math.min(nNeurons, (c + 1) * size)]);
}

/** Probabilities (left on the GPU), entropies and largest P of a range of neurons. */
export async function scorer(device: GPUDevice, stats: ActivationStats) {
  const [divide, score] = await Promise.all([
    compileOnce(device, activationProbability),
    compileOnce(device, neuronEntropy),
  ]);
  const nLangs = stats.languages.length;
  return async (start: number, end: number) => {
    const nNeurons = end - start;
    const overZero = storageBuffer(device, 4 * nLangs * nNeurons, "over_zero");
    const n = upload(device, Float32Array.from(stats.n), "n"); // rounds to nearest, as the quotient wants it
    const probability = storageBuffer(device, 4 * nLangs * nNeurons, "probability");
    const entropy = storageBuffer(device, 4 * nNeurons, "entropy");
    const highest = storageBuffer(device, 4 * nNeurons, "highest");
    try {
      for (const [k, counts] of stats.overZero.entries()) {
        device.queue.writeBuffer(overZero, 4 * k * nNeurons, counts.subarray(start, end));
      }
      const params = { n_langs: nLangs, n_neurons: nNeurons };
      await withErrorScope(device, "LAPE", () =>
        submitPass(device, "LAPE", (pass) => {
          divide.record(pass, { over_zero: overZero, n, probability }, params);
          score.record(pass, { probability, entropy, highest }, params);
        }),
      );
      const [nats, high] = await Promise.all([download(device, entropy), download(device, highest)]);
      return { probability, entropy: new Float32Array(nats), highest: new Float32Array(high) };
    } catch (error) {
      probability.destroy();
      throw error;
    } finally {
      for (const buffer of [overZero, n, entropy, highest]) buffer.destroy();
    }
  };
}
