import { submitPass } from "../gpu/buffers";
import { withErrorScope } from "../gpu/watchErrors";
import { mixBits } from "../kernels/dropout";
import { attentionBackward } from "./attentionBackward";
import { type LayerBuffers, layerBuffers } from "./block";
import { beginRun, type DecoderCore, submitLayer } from "./decoderCore";
import type { BackwardKernels } from "./decoderKernels";
import { embed, embedBackward } from "./embed";
import { headBackward, logProbsOfStream } from "./head";
import type { DecoderModules } from "./layerModules";
import { mlpBackward } from "./mlpBackward";
import type { TrainingRun } from "./run";
import { sortByToken } from "./sortByToken";
import type { TokenRows } from "./tokenRows";
import {
  EMBEDDING_STAGE,
  finalNormStage,
  lowestTrainedLayer,
  lowestTrainedStage,
  parametersOf,
  STAGE,
  STAGES,
} from "./trainedStages";
import type { Tuning } from "./tuning";

export interface GradientOptions {
  /** Adds to the gradients rather than overwriting them. */
  readonly accumulate: boolean;
  /** Of the masks of dropout, with `step`, which is another one for each call. Both u32. */
  readonly dropoutSeed: number;
  readonly step: number;
  /** f32[n_tokens, d_model]: the stream before the lowest trained layer, as `prefix` gave it for these rows. */
  readonly prefix?: GPUBuffer | undefined;
}

/** The decoder that gradients are computed of. */
export interface TrainedDecoder extends DecoderModules {
  readonly core: DecoderCore;
}

/** Where each layer's buffers lie: those of layers with something to train, or above one, are kept until their gradients. */
interface Places {
  readonly firstKept: number;
  readonly shared: LayerBuffers;
  readonly kept: readonly LayerBuffers[];
  /** Behind the last layer. */
  readonly stream: GPUBuffer;
}

function placesOf(run: TrainingRun, firstKept: number): Places {
  const { nLayers, dModel } = run.config;
  const kept = Array.from({ length: nLayers - firstKept }, (_, i) => layerBuffers(run, `kept.${firstKept + i}`));
  const stream = run.workspace.rows("stream", dModel);
  return { firstKept, shared: firstKept > 0 ? layerBuffers(run, "layer") : kept[0]!, kept, stream };
}

const buffersOf = ({ firstKept, shared, kept }: Places, l: number): LayerBuffers => kept[l - firstKept] ?? shared;

/** The stream into layer `l`, or behind the last. */
const inputOf = (places: Places, nLayers: number, l: number): GPUBuffer =>
  l < nLayers ? buffersOf(places, l).input : places.stream;

function forward(
  { core, layers, outer }: TrainedDecoder,
  run: TrainingRun,
  places: Places,
  prefix: GPUBuffer | undefined,
): void {
  const { device, config } = core;
  const first = prefix ? places.firstKept : 0;
  const start = inputOf(places, config.nLayers, first);
  if (prefix) {
    const encoder = device.createCommandEncoder({ label: "prefix" });
    encoder.copyBufferToBuffer(prefix, 0, start, 0, 4 * run.rows.nTokens * config.dModel);
    device.queue.submit([encoder.finish()]);
  } else submitPass(device, "embedding", (pass) => embed(run, pass, outer.embedding, start));
  for (const modules of layers.slice(first)) {
    const { layer } = modules;
    submitLayer(run, modules, buffersOf(places, layer), inputOf(places, config.nLayers, layer + 1));
  }
}

/** Gradients from the stream behind the last layer down to the lowest trained stage; log p of the targets. */
function backward(
  { core, layers, outer }: TrainedDecoder,
  run: TrainingRun,
  places: Places,
  rows: TokenRows,
  lowest: number,
): GPUBuffer {
  const { device, config, workspace } = core;
  const top = finalNormStage(config.nLayers);
  const dStream = workspace.rows("dStream", config.dModel);
  const through = { dStream: lowest < top ? dStream : null, throughHead: lowest <= top };
  const logProb = headBackward(run, outer, places.stream, through);
  for (const modules of layers.slice(places.firstKept).reverse()) {
    const { layer } = modules;
    const reaches = (stage: number): boolean => lowest <= layer * STAGES + stage;
    const buffers = buffersOf(places, layer);
    submitPass(device, `layer ${layer} feed-forward backward`, (pass) =>
      mlpBackward(run, pass, modules, buffers, dStream, reaches),
    );
    if (!reaches(STAGE.o)) break;
    submitPass(device, `layer ${layer} attention backward`, (pass) =>
      attentionBackward(run, pass, modules, buffers, dStream, reaches),
    );
  }
  if (lowest === EMBEDDING_STAGE) {
    const groups = sortByToken(rows.ids);
    submitPass(device, "embedding backward", (pass) => embedBackward(run, pass, outer.embedding, dStream, groups));
  }
  return logProb;
}

function clearGradients(device: GPUDevice, tuning: Tuning): void {
  const encoder = device.createCommandEncoder({ label: "clear gradients" });
  for (const { grad } of [...tuning.values()].flatMap(parametersOf)) if (grad) encoder.clearBuffer(grad);
  device.queue.submit([encoder.finish()]);
}

/**
 * Submits a forward and a backward pass: gradients of the sum of lossWeights * -log p to the tuning's parameters, none to frozen
 * weights, no further down than the lowest trained tensor. Resolves with log p of the targets, f32[n_tokens] in a buffer that is
 * valid until the decoder's next call, once the GPU has found nothing wrong in the commands; it does not wait for their end.
 */
export async function lossAndGradients(
  decoder: TrainedDecoder,
  kernels: BackwardKernels,
  rows: TokenRows,
  tuning: Tuning,
  { accumulate, dropoutSeed, step, prefix }: GradientOptions,
): Promise<GPUBuffer> {
  const { core, outer } = decoder;
  const { device, config } = core;
  const lowest = lowestTrainedStage(tuning, config);
  const firstKept = Math.max(0, lowestTrainedLayer(tuning, config));
  if (prefix && lowest < STAGES)
    throw new Error("nothing is frozen below the lowest trained layer: there is no prefix");
  let logProb: GPUBuffer | undefined;
  await withErrorScope(device, "loss_and_gradients", () => {
    const seed = mixBits(mixBits(dropoutSeed) ^ step);
    const run = { ...beginRun(core, rows, { tuning, dropoutSeed: seed }), backward: kernels };
    if (!accumulate) clearGradients(device, tuning);
    const places = placesOf(run, firstKept);
    forward(decoder, run, places, prefix);
    logProb =
      lowest === Infinity || rows.nTokens === 0
        ? logProbsOfStream(run, outer, places.stream)
        : backward(decoder, run, places, rows, lowest);
  });
  return logProb!;
}
