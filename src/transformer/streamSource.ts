import { storageBuffer, submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import type { ActivationSource } from "../model/activationSource";
import type { WeightSource } from "../model/weightSource";
import { layerBuffers } from "./block";
import type { DecoderConfig } from "./decoderConfig";
import { beginRun, type DecoderCore, openCore } from "./decoderCore";
import { denseGate, gateTaps } from "./decoderSource";
import { EMBEDDING } from "./decoderTensors";
import type { LayerWeights, Matrix } from "./decoderWeights";
import { embed } from "./embed";
import { handOutGate } from "./layerGates";
import { layerModules } from "./layerModules";
import { destroyLayer, destroyMatrix, loadEmbedding, loadLayer } from "./loadWeights";
import { packRows } from "./packRows";
import { maxTokens, splitWindows } from "./splitWindows";
import type { TokenRows } from "./tokenRows";
import type { WeightFormat } from "./weightFormat";

export interface StreamOptions {
  readonly device: GPUDevice;
  readonly format?: WeightFormat;
  /** Tokens that go through a layer at once; what one layer computes with grows with them. */
  readonly tokensAtOnce?: number;
}

/** Keeps a GPU busy; more only takes memory. */
const TOKENS_AT_ONCE = 4096;

/** A part of a batch and the stream into the next layer, f32[n_tokens, d_model]. */
interface Part {
  readonly rows: TokenRows;
  readonly stream: GPUBuffer;
}

/**
 * A source of gates for models larger than the GPU's memory: each run reads the weights once, one layer after the other, and
 * holds one of them at a time beside the stream of the whole batch, 4 * d_model bytes a token. The larger the batch, the less
 * often the weights are read.
 */
export async function streamSource(
  source: WeightSource,
  config: DecoderConfig,
  { device, format = "as stored", tokensAtOnce = TOKENS_AT_ONCE }: StreamOptions,
): Promise<ActivationSource> {
  const core = await openCore(device, config, []);
  const step = Math.min(tokensAtOnce, maxTokens(device, config));
  const load = (signal: AbortSignal | undefined) => ({ device, format, ...(signal && { signal }) });
  /** Weights are freed when the GPU is done with them, or the next ones would come on top. */
  const idle = (): Promise<undefined> => device.queue.onSubmittedWorkDone();

  async function embedParts(parts: readonly Part[], signal: AbortSignal | undefined): Promise<void> {
    const matrix = await loadEmbedding(source, config, load(signal));
    try {
      await core.formats.prepare([matrix.format]);
      for (const { rows, stream } of parts) {
        await withErrorScope(device, "embedding", () => {
          const run = beginRun(core, rows);
          submitPass(device, "embedding", (pass) => embed(run, pass, { name: EMBEDDING, matrix, bias: null }, stream));
        });
      }
      await idle();
    } finally {
      destroyMatrix(matrix);
    }
  }

  return {
    nLayers: config.nLayers,
    dMlp: config.dMlp,
    taps: gateTaps(config),
    async run(batch, onGate, signal) {
      const parts = splitWindows(batch, step).map((windows): Part => {
        const rows = packRows(windows);
        return { rows, stream: storageBuffer(device, 4 * rows.nTokens * config.dModel, "stream") };
      });
      try {
        if (parts.length > 0) await embedParts(parts, signal);
        for (let l = 0; l < config.nLayers && parts.length > 0; l++) {
          signal?.throwIfAborted();
          const weights = await loadLayer(source, config, l, load(signal));
          try {
            await prepareFormats(core, weights);
            const modules = layerModules(config, l, weights);
            for (const { rows, stream } of parts) {
              signal?.throwIfAborted();
              const run = beginRun(core, rows);
              const buffers = { ...layerBuffers(run, "layer"), input: stream };
              const output = l === config.nLayers - 1 ? null : stream;
              await handOutGate(run, modules, buffers, output, (layer, gate) =>
                onGate(denseGate(layer, gate, rows.nTokens)),
              );
            }
            await idle();
          } finally {
            destroyLayer(weights);
          }
        }
      } finally {
        for (const { stream } of parts) stream.destroy();
      }
    },
    release: async () => core.workspace.destroy(),
  };
}

async function prepareFormats({ formats }: DecoderCore, weights: LayerWeights): Promise<void> {
  const all = Object.values<Matrix | GPUBuffer | undefined>({ ...weights });
  await formats.prepare(all.flatMap((weight) => (weight && "format" in weight ? [weight.format] : [])));
}
