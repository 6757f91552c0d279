import { storageBuffer, submitPass } from "../gpu/buffers";
import { Submissions } from "../gpu/submissions";
import type { ActivationSource, OnGate } from "../model/activationSource";
import type { WeightSource } from "../model/weightSource";
import { layerBuffers } from "./block";
import type { DecoderConfig } from "./decoderConfig";
import { beginRun, openCore } from "./decoderCore";
import { denseGate, gateTaps } from "./decoderSource";
import { EMBEDDING } from "./decoderTensors";
import { type LayerWeights, layerFormats } from "./decoderWeights";
import { destroyMatrix } from "./destroyWeights";
import { embed } from "./embed";
import { MOST_AT_ONCE } from "./gateBatch";
import { handOutGate } from "./layerGates";
import { layerModules } from "./layerModules";
import { loadEmbedding, loadLayer } from "./loadWeights";
import { packRows } from "./packRows";
import { maxTokens, splitWindows } from "./splitWindows";
import { streamedFileBytes } from "./streamedBytes";
import { streamLayers } from "./streamLayers";
import type { TokenRows } from "./tokenRows";
import type { WeightFormat } from "./weightFormat";

export interface StreamOptions {
  readonly device: GPUDevice;
  readonly format?: WeightFormat;
  /** Tokens that go through a layer at once; what one layer computes with grows with them. */
  readonly tokensAtOnce?: number;
}

/** A source whose weights stay in the file. */
export interface StreamedSource extends ActivationSource {
  /** Bytes of the file that each run reads, whatever the size of its batch. */
  readonly bytesPerRun: number;
}

/** A part of a batch and the stream into the next layer, f32[n_tokens, d_model]. */
interface Part {
  readonly rows: TokenRows;
  readonly stream: GPUBuffer;
}

/** Parts that the GPU has before it; more would keep the next layer's weights waiting behind them. */
const PARTS_AHEAD = 2;

/**
 * A source of gates for models larger than the GPU's memory. It costs one read of all weights a run, the head's apart
 * (`bytesPerRun`): a batch goes through one layer as a whole while the next layer is read, so the GPU holds two layers, or the
 * embedding, beside the stream of the batch, which takes 4 * d_model bytes a token. The larger the batch, the less often the
 * weights are read; see `streamedBatch`.
 */
export async function streamSource(
  source: WeightSource,
  config: DecoderConfig,
  { device, format = "as stored", tokensAtOnce = MOST_AT_ONCE }: StreamOptions,
): Promise<StreamedSource> {
  const core = await openCore(device, config, []);
  const atOnce = Math.min(tokensAtOnce, maxTokens(device.limits, config));
  const idle = () => device.queue.onSubmittedWorkDone();

  async function embedParts(parts: readonly Part[], signal: AbortSignal | undefined): Promise<void> {
    const matrix = await loadEmbedding(source, config, { device, format, ...(signal && { signal }) });
    const submissions = new Submissions(device);
    try {
      await core.formats.prepare([matrix.format]);
      for (const { rows, stream } of parts) {
        const run = beginRun(core, rows);
        submissions.submit("embedding", () =>
          submitPass(device, "embedding", (pass) => embed(run, pass, { name: EMBEDDING, matrix, bias: null }, stream)),
        );
      }
      await submissions.settle();
      await idle(); // the first layer's weights come where the embedding was
    } finally {
      destroyMatrix(matrix);
    }
  }

  /** Takes all parts through a layer. */
  async function runLayer(
    layer: number,
    weights: LayerWeights,
    parts: readonly Part[],
    onGate: OnGate,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await core.formats.prepare(layerFormats(weights));
    const modules = layerModules(config, layer, weights);
    const submissions = new Submissions(device);
    const ahead: Promise<unknown>[] = [];
    for (const { rows, stream } of parts) {
      if (ahead.length >= PARTS_AHEAD) await ahead.shift();
      signal?.throwIfAborted();
      const run = beginRun(core, rows);
      const buffers = { ...layerBuffers(run, "layer"), input: stream };
      const output = layer === config.nLayers - 1 ? null : stream;
      await handOutGate(submissions, run, { modules, buffers, output }, (_, gate) =>
        onGate(denseGate(layer, gate, rows.nTokens)),
      );
      ahead.push(idle());
    }
    await submissions.settle();
  }

  return {
    nLayers: config.nLayers,
    dMlp: config.dMlp,
    taps: gateTaps(config),
    bytesPerRun: streamedFileBytes(source.tensors, config),
    async run(batch, onGate, signal) {
      const parts = splitWindows(batch, atOnce).map((windows): Part => {
        const rows = packRows(windows);
        return { rows, stream: storageBuffer(device, 4 * rows.nTokens * config.dModel, "stream") };
      });
      if (parts.length === 0) return;
      try {
        await embedParts(parts, signal);
        const layers = streamLayers({
          nLayers: config.nLayers,
          load: (layer, stop) => loadLayer(source, config, layer, { device, format, signal: stop }),
          idle,
          signal,
        });
        let layer = 0;
        for await (const weights of layers) await runLayer(layer++, weights, parts, onGate, signal);
      } finally {
        for (const { stream } of parts) stream.destroy();
      }
    },
    release: async () => core.workspace.destroy(),
  };
}
