import { download, storageBuffer, submitPass, upload } from "../gpu/buffers";
import { compileOnce } from "../gpu/compileOnce";
import { withErrorScope } from "../gpu/watchErrors";
import { languageMembership, membershipWords } from "../kernels/languageMembership";
import { DIGIT_BITS, radixHistogram, radixHistogramThreads } from "../kernels/radixHistogram";
import type { ActivationStats } from "./activationStats";
import { type DigitHistogram, kthSmallest, rememberHistograms } from "./kthSmallest";
import type { LapeData } from "./lapeData";
import { settledEntropies } from "./probability";
import { type Chunk, chunkNeurons, scorer } from "./scoreChunks";

/** What every WebGPU device binds at least. */
const MAX_BINDING_BYTES = 128 * 2 ** 20;

/** LAPE's data with probabilities on the GPU. Rejects with what the GPU found wrong; nothing stays allocated then. */
export async function lapeDataGpu(
  stats: ActivationStats,
  device: GPUDevice,
  maxBindingBytes = MAX_BINDING_BYTES,
): Promise<LapeData> {
  const chunks: Chunk[] = [];
  const histogramBuffer = storageBuffer(device, 4 * 2 ** DIGIT_BITS, "radix_histogram");
  const release = (): void => {
    for (const buffer of [histogramBuffer, ...chunks.map((chunk) => chunk.probability)]) buffer.destroy();
  };
  try {
    const nNeurons = stats.nLayers * stats.dMlp;
    const entropy = new Float32Array(nNeurons);
    const maxProbability = new Float32Array(nNeurons);
    const score = await scorer(device, stats);
    for (const [start, end] of chunkNeurons(nNeurons, stats.languages.length, maxBindingBytes)) {
      const scored = await score(start, end);
      chunks.push({ start, end, probability: scored.probability });
      // The kernel says -1 for a dead neuron; adding 0 turns -0 into 0, whose bits order like the float.
      entropy.set(
        scored.entropy.map((nats) => (nats < 0 ? Number.NaN : nats + 0)),
        start,
      );
      maxProbability.set(scored.highest, start);
    }
    const histogram = rememberHistograms(await histograms(device, chunks, stats.languages.length, histogramBuffer));
    return {
      stats,
      entropy,
      maxProbability,
      kthSmallest: (rank) => kthSmallest(rank, histogram),
      members: await membership(device, chunks, stats.languages.length),
      settledEntropy: settledEntropies(stats),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Histograms of all chunks together, one at a time: they share a buffer. */
async function histograms(device: GPUDevice, chunks: readonly Chunk[], nLangs: number, histogram: GPUBuffer) {
  const kernel = await compileOnce(device, radixHistogram);
  const count: DigitHistogram = async (prefix, prefixMask, shift) => {
    device.queue.writeBuffer(histogram, 0, new Uint32Array(2 ** DIGIT_BITS));
    const valid = withErrorScope(device, "LAPE threshold", () =>
      submitPass(device, "radix_histogram", (pass) => {
        for (const { start, end, probability } of chunks) {
          const n = nLangs * (end - start);
          const params = { n, prefix, prefix_mask: prefixMask, shift, n_threads: radixHistogramThreads(n) };
          kernel.record(pass, { keys: probability, histogram }, params);
        }
      }),
    );
    const [bytes] = await Promise.all([download(device, histogram), valid]);
    return new Uint32Array(bytes);
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: DigitHistogram = (...args) => {
    const next = last.then(() => count(...args));
    last = next.catch(() => {});
    return next;
  };
  return inTurn;
}

async function membership(device: GPUDevice, chunks: readonly Chunk[], nLangs: number): Promise<LapeData["members"]> {
  const kernel = await compileOnce(device, languageMembership);
  const nWords = membershipWords(nLangs);
  return async (selected, bar) => {
    const members = new Uint32Array(selected.length * nWords);
    let from = 0;
    for (const { start, end, probability } of chunks) {
      let to = from;
      while (to < selected.length && selected[to]! < end) to++;
      const inChunk = selected.slice(from, to).map((j) => j - start);
      if (inChunk.length > 0) {
        const params = { n_langs: nLangs, n_neurons: end - start, n_selected: inChunk.length, n_words: nWords, bar };
        const [input, output] = [upload(device, inChunk), storageBuffer(device, 4 * inChunk.length * nWords)];
        const valid = withErrorScope(device, "LAPE membership", () =>
          submitPass(device, "language_membership", (pass) =>
            kernel.record(pass, { probability, selected: input, members: output }, params),
          ),
        );
        const [bytes] = await Promise.all([download(device, output), valid]);
        members.set(new Uint32Array(bytes), from * nWords);
        for (const buffer of [input, output]) buffer.destroy();
      }
      from = to;
    }
    return members;
  };
}
