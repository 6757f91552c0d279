import { submitPass } from "../gpu/buffers";
import { Submissions } from "../gpu/submissions";
import { withErrorScope } from "../gpu/watchErrors";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { layerBuffers } from "./block";
import { beginCachedText, type CachedText } from "./cachedText";
import type { DecoderConfig } from "./decoderConfig";
import { beginRun, compute, NO_TUNING, openCore, submitLayer } from "./decoderCore";
import { type BackwardKernels, compileBackward } from "./decoderKernels";
import { HEAD } from "./decoderTensors";
import type { DecoderWeights, Matrix } from "./decoderWeights";
import { embed } from "./embed";
import { finalNormed, logitsOfRows, logProbsOfStream } from "./head";
import { type Intervention, type PlacedInterventions, placeInterventions } from "./interventions";
import { handOutGate, type OnLayerGate } from "./layerGates";
import { layerModules, outerModules } from "./layerModules";
import { type GradientOptions, lossAndGradients, type TrainedDecoder } from "./lossAndGradients";
import type { Run } from "./run";
import type { TokenRows } from "./tokenRows";
import { lowestTrainedLayer } from "./trainedStages";
import type { Tuning } from "./tuning";

export interface ForwardOptions {
  readonly tuning?: Tuning | undefined;
  readonly interventions?: readonly Intervention[] | undefined;
}

/**
 * Takes the stream f32[n_tokens, d_model] that goes into layer 0, then that behind each layer: `layer` 0 to nLayers. What reads it
 * must be submitted when it returns.
 */
export type OnStream = (layer: number, stream: GPUBuffer) => void;

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

/** The formats that a decoder's matrices have. */
function* formatsOf(matrices: Iterable<Matrix | GPUBuffer | undefined>): Generator<MatrixFormat> {
  for (const weight of matrices) if (weight && "format" in weight) yield weight.format;
}

/** Opens a decoder over weights on `device`, which it does not take over. Compiles what forward passes need. */
export async function openDecoder(device: GPUDevice, config: DecoderConfig, weights: DecoderWeights): Promise<Decoder> {
  const { embedding, head } = weights;
  const inLayers = weights.layers.flatMap((layer) => Object.values<Matrix | GPUBuffer | undefined>({ ...layer }));
  const core = await openCore(device, config, formatsOf([embedding, head, ...inLayers]));
  const { workspace } = core;
  const decoder: TrainedDecoder = {
    core,
    layers: weights.layers.map((layer, l) => layerModules(config, l, layer)),
    outer: outerModules(weights),
  };
  const { layers, outer } = decoder;
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

  /** Submits embedding and layers before `end`; the stream behind them, in the workspace. */
  function streamBefore(run: Run, end: number, interventions?: PlacedInterventions, onStream?: OnStream): GPUBuffer {
    const buffers = layerBuffers(run, "layer");
    submitPass(device, "embedding", (pass) => embed(run, pass, outer.embedding, buffers.input));
    onStream?.(0, buffers.input);
    for (const modules of layers.slice(0, end)) {
      submitLayer(run, modules, buffers, buffers.input, interventions);
      onStream?.(modules.layer + 1, buffers.input);
    }
    return buffers.input;
  }

  /** Runs `work` with the interventions on the GPU, and frees them when it has settled. */
  async function intervening<T>(
    { interventions = [] }: ForwardOptions,
    work: (placed: PlacedInterventions) => Promise<T>,
  ): Promise<T> {
    const placed = placeInterventions(device, config, interventions);
    try {
      return await work(placed);
    } finally {
      placed.destroy();
    }
  }

  return {
    device,
    config,

    gates: (rows, onGate, options = {}) =>
      intervening(options, async (placed) => {
        const run = begin(rows, options);
        const buffers = layerBuffers(run, "layer");
        const submissions = new Submissions(device);
        isHandingOut = true;
        try {
          submissions.submit("embedding", () =>
            submitPass(device, "embedding", (pass) => embed(run, pass, outer.embedding, buffers.input)),
          );
          for (const modules of layers) {
            const output = modules === layers.at(-1) ? null : buffers.input;
            await handOutGate(submissions, run, modules, buffers, output, onGate, placed);
          }
          await submissions.settle();
        } finally {
          isHandingOut = false;
        }
      }),

    streams: (rows, onStream, options = {}) =>
      intervening(options, (placed) =>
        withErrorScope(device, "streams", () => {
          streamBefore(begin(rows, options), layers.length, placed, onStream);
        }),
      ),

    logProbs: (rows, options = {}) =>
      intervening(options, async (placed) => {
        const bytes = await compute(device, "log_probs", () => {
          const run = begin(rows, options);
          const buffer = logProbsOfStream(run, outer, streamBefore(run, layers.length, placed));
          return { buffer, size: 4 * rows.nTokens };
        });
        return new Float32Array(bytes);
      }),

    logits: (rows, which, options = {}) =>
      intervening(options, async (placed) => {
        const bytes = await compute(device, "logits", () => {
          const run = begin(rows, options);
          const normed = finalNormed(run, outer, streamBefore(run, layers.length, placed));
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
      const end = lowestTrainedLayer(tuning, config);
      let stream: GPUBuffer | undefined;
      await withErrorScope(device, "prefix", () => {
        stream = streamBefore(begin(rows, { tuning }), Math.max(0, end));
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
