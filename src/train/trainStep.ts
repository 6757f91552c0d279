import type { TrainableTuning } from "./createTuning";
import type { FinetuneConfig } from "./finetuneConfig";
import { firstNotFinite } from "./firstNotFinite";
import { learningRateAt } from "./learningRate";
import type { Optimizer } from "./optimizer";
import type { PrefixCache } from "./prefixCache";
import { type ReadbackPool, readbackPool } from "./readbackPool";
import type { TrainDecoder } from "./trainDecoder";
import { type LossWindows, lossOf, rowsOfWindows } from "./trainWindows";
import { type WindowOrder, windowOrder } from "./windowOrder";

/** What a step of training came to, read back from the GPU. */
export interface StepOutcome {
  /** From 1. */
  readonly step: number;
  readonly lossNats: number;
  readonly learningRate: number;
  /** Tokens of the step. */
  readonly tokens: number;
  /** Norm of each parameter's gradient, in their order. */
  readonly norms: Float32Array;
  readonly gradNorm: number;
  /** Whether the weights were left as they were, because this or an earlier gradient was not finite. */
  readonly leftOut: boolean;
}

/** Launches steps; what they came to follows later, so that the GPU has the next one to do while the last is read. */
export interface StepLauncher {
  /**
   * Submits step `step`, the update `t` of the moments. Resolves once it is submitted; the outcome, which may be awaited later,
   * rejects with what the GPU could not do.
   */
  launch(step: number, t: number): Promise<{ readonly outcome: Promise<StepOutcome> }>;
  /** The first layer whose gates are not finite in the text of a step, with the weights as they are; n_layers where none is. */
  firstNotFinite(step: number): Promise<number>;
  destroy(): void;
}

export interface LauncherParts {
  readonly decoder: TrainDecoder;
  readonly tuning: TrainableTuning;
  readonly optimizer: Optimizer;
  readonly prefixCache: PrefixCache | null;
}

/** A launcher for a run over these windows, in the order of the config's seed: the same step takes the same windows whenever it is launched. */
export function stepLauncher(windows: LossWindows, config: FinetuneConfig, parts: LauncherParts): StepLauncher {
  const { decoder, tuning, optimizer, prefixCache } = parts;
  const { batchSize, accumulate, seqLen, seed } = config;
  const order: WindowOrder = windowOrder(windows.windows.length, config);
  const pool: ReadbackPool = readbackPool(decoder.device, Math.max(4 * batchSize * seqLen, optimizer.norms.size + 8));
  const windowsPerStep = batchSize * accumulate;

  const callOf = (step: number, i: number): number => (step - 1) * accumulate + i;
  const placesOf = (call: number): number[] => order.take(call * batchSize, batchSize);

  /** Gradients of part `i` of a step, and what it adds to the loss. */
  async function launchPart(
    step: number,
    i: number,
  ): Promise<{ readonly tokens: number; readonly loss: Promise<number> }> {
    const call = callOf(step, i);
    const places = placesOf(call);
    const rows = rowsOfWindows(windows, places, windowsPerStep);
    const prefix = prefixCache && (await prefixCache.of(places));
    const logProb = await decoder.lossAndGradients(rows, tuning.tuning, {
      accumulate: i > 0,
      dropoutSeed: seed >>> 0,
      step: call,
      ...(prefix && { prefix }),
    });
    const read = pool.read([{ buffer: logProb, size: 4 * rows.nTokens }]);
    return { tokens: rows.nTokens, loss: read.then((bytes) => lossOf(rows, new Float32Array(bytes))) };
  }

  return {
    async launch(step, t) {
      const learningRate = learningRateAt(step, config);
      const losses: Promise<number>[] = [];
      let tokens = 0;
      for (let i = 0; i < accumulate; i++) {
        const part = await launchPart(step, i);
        part.loss.catch(() => {}); // whoever awaits the outcome still sees the error
        losses.push(part.loss);
        tokens += part.tokens;
      }
      optimizer.update({ ...config, learningRate }, t);
      const norms = pool.read([{ buffer: optimizer.norms }, { buffer: optimizer.clip }]);
      const outcome = Promise.all([norms, ...losses]).then(([bytes, ...parts]): StepOutcome => {
        const nParameters = tuning.parameters.length;
        const values = new Float32Array(bytes, 0, nParameters + 3);
        return {
          step,
          lossNats: parts.reduce((sum, loss) => sum + loss, 0),
          learningRate,
          tokens,
          norms: values.subarray(0, nParameters),
          gradNorm: values[nParameters]!,
          leftOut: values[nParameters + 1]! < 0,
        };
      });
      outcome.catch(() => {});
      return { outcome };
    },
    async firstNotFinite(step) {
      let first = decoder.config.nLayers;
      for (let i = 0; i < accumulate; i++) {
        const rows = rowsOfWindows(windows, placesOf(callOf(step, i)), windowsPerStep);
        first = Math.min(first, await firstNotFinite(decoder, rows, tuning.tuning));
      }
      return first;
    },
    destroy: () => pool.destroy(),
  };
}
