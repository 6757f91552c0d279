import { withErrorScope } from "../gpu/watchErrors";
import { beginCachedText, type CachedText } from "./cachedText";
import type { DecoderConfig } from "./decoderConfig";
import { beginRun, compute, NO_TUNING, openCore } from "./decoderCore";
import { type BackwardKernels, compileBackward } from "./decoderKernels";
import { HEAD } from "./decoderTensors";
import { type DecoderWeights, layerFormats } from "./decoderWeights";
import { finalNormed, logitsOfRows, logProbsOfStream } from "./head";
import { type Intervention, intervening, placeInterventions } from "./interventions";
import { handOutGates, type OnLayerGate } from "./layerGates";
import { decoderModules } from "./layerModules";
import { type GradientOptions, lossAndGradients, type TrainedDecoder } from "./lossAndGradients";
import type { Run } from "./run";
import { type OnStream, submitStream } from "./submitStream";
import type { TokenRows } from "./tokenRows";
import { lowestTrainedLayer } from "./trainedStages";
import type { Tuning } from "./tuning";

export interface ForwardOptions {
  readonly tuning?: Tuning | undefined;
  readonly interventions?: readonly Intervention[] | undefined;
}

/**
 * A decoder on the GPU. Calls, but `gates`, submit all they do before they first wait, so the results of one are right whatever is
 * called meanwhile; but what a call leaves in a buffer of the decoder is valid until the next one.
 */
export interface Decoder {
  readonly device: GPUDevice;
  readonly config: DecoderConfig;
  /** Hands out every layer's gates, and stops at the last one's. No other call may begin before it has settled. */
  gates(rows: TokenRows, onGate: OnLayerGate, options?: ForwardOptions): Promise<void>;
  /** Hands out the stream before the first layer and behind each. */
  streams(rows: TokenRows, onStream: OnStream, options?: ForwardOptions): Promise<void>;
  /** log p of each row's target in nats, f32[n_tokens]; 0 without a target. Nothing is dropped out. */
  logProbs(rows: TokenRows, options?: ForwardOptions): Promise<Float32Array<ArrayBuffer>>;
  /** Logits of the rows `which`, f32[which.length, d_vocab]. */
  logits(rows: TokenRows, which: readonly number[], options?: ForwardOptions): Promise<Float32Array<ArrayBuffer>>;
  /** Begins a text that is read piece by piece, as generation does; the caller destroys it. */
  beginText(options?: ForwardOptions): CachedText;
  /** The stream before the lowest layer that `tuning` trains, f32[n_tokens, d_model]: it stays the same while that is trained. */
  prefix(rows: TokenRows, tuning: Tuning): Promise<GPUBuffer>;
  /** See lossAndGradients.ts. */
  lossAndGradients(rows: TokenRows, tuning: Tuning, options: GradientOptions): Promise<GPUBuffer>;
  /** Bytes that calls have taken on the GPU so far, beside the weights. */
  workspaceBytes(): number;
  /** Frees what calls have taken; the weights are the caller's. */
  destroy(): void;
}

/** Opens a decoder over weights on `device`, which it does not take over. Compiles what forward passes need. */
export async function openDecoder(device: GPUDevice, config: DecoderConfig, weights: DecoderWeights): Promise<Decoder> {
  const { embedding, head, layers } = weights;
  const core = await openCore(device, config, [embedding.format, head.format, ...layers.flatMap(layerFormats)]);
  const { workspace } = core;
  const decoder: TrainedDecoder = { core, ...decoderModules(config, weights) };
  const { outer } = decoder;
  let backward: Promise<BackwardKernels> | undefined;
  let isHandingOut = false;

  /** Refuses a call that would be computed wrongly. */
  function checkCall(tuning: Tuning | undefined): void {
    if (isHandingOut) throw new Error("the decoder is handing out gates: await that call first");
    if (tuning?.has(HEAD) && outer.head.name !== HEAD) {
      throw new Error(`the tuning names ${HEAD}, which is ${outer.head.name} in this model`);
    }
  }

  function begin(rows: TokenRows, { tuning }: ForwardOptions): Run {
    checkCall(tuning);
    return beginRun(core, rows, tuning ? { tuning } : {});
  }

  return {
    device,
    config,

    gates: (rows, onGate, options = {}) =>
      intervening(core, options.interventions, async (placed) => {
        const run = begin(rows, options);
        isHandingOut = true;
        try {
          await handOutGates(run, decoder, onGate, placed);
        } finally {
          isHandingOut = false;
        }
      }),

    streams: (rows, onStream, options = {}) =>
      intervening(core, options.interventions, (placed) =>
        withErrorScope(device, "streams", () => {
          submitStream(begin(rows, options), decoder, placed, onStream);
        }),
      ),

    logProbs: (rows, options = {}) =>
      intervening(core, options.interventions, async (placed) => {
        const bytes = await compute(device, "log_probs", () => {
          const run = begin(rows, options);
          const buffer = logProbsOfStream(run, outer, submitStream(run, decoder, placed));
          return { buffer, size: 4 * rows.nTokens };
        });
        return new Float32Array(bytes);
      }),

    logits: (rows, which, options = {}) =>
      intervening(core, options.interventions, async (placed) => {
        const bytes = await compute(device, "logits", () => {
          const run = begin(rows, options);
          const normed = finalNormed(run, outer, submitStream(run, decoder, placed));
          return logitsOfRows(run, outer, normed, which);
        });
        return new Float32Array(bytes);
      }),

    beginText: ({ tuning, interventions = [] } = {}) =>
      beginCachedText({
        ...decoder,
        tuning: tuning ?? NO_TUNING,
        placed: placeInterventions(device, config, interventions),
        check: () => checkCall(tuning),
      }),

    async prefix(rows, tuning) {
      const layers = decoder.layers.slice(0, Math.max(0, lowestTrainedLayer(tuning, config)));
      let stream: GPUBuffer | undefined;
      await withErrorScope(device, "prefix", () => {
        stream = submitStream(begin(rows, { tuning }), { layers, outer });
      });
      return stream!;
    },

    async lossAndGradients(rows, tuning, options) {
      backward ??= compileBackward(device, config);
      const kernels = await backward;
      checkCall(tuning);
      return lossAndGradients(decoder, kernels, rows, tuning, options);
    },

    workspaceBytes: () => workspace.byteLength,

    destroy: () => workspace.destroy(),
  };
}
