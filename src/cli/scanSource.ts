import type { Gpu } from "../gpu/device";
import type { ActivationSource } from "../model/activationSource";
import { activationBytes, type DecoderBytes, fitDecoder } from "../transformer/decoderMemory";
import { decoderSource } from "../transformer/decoderSource";
import { GATE_MEMORY_BYTES, type GateBatch, residentBatch, streamedBatch } from "../transformer/gateBatch";
import { streamedWeightBytes } from "../transformer/streamedBytes";
import { streamSource } from "../transformer/streamSource";
import { weightBytes } from "../transformer/weightBytes";
import type { CommandContext } from "./command";
import { adapterLimits, checkFit } from "./memory";
import { openEngine } from "./openEngine";
import type { CliModel } from "./openModel";

/** Where the weights are while a scan runs: all on the GPU, or one layer at a time. */
export const RESIDENCIES = ["gpu", "stream"] as const;
export type Residency = (typeof RESIDENCIES)[number];

/** How a scan goes through a model; `windows` a run by the device and the model unless given. */
export function scanBatch(
  { config }: Pick<CliModel, "config">,
  residency: Residency,
  { seqLen, windows }: { readonly seqLen: number; readonly windows: number | undefined },
  { limits, isSoftware }: Pick<Gpu, "limits" | "isSoftware">,
): GateBatch {
  const batchOf = residency === "stream" ? streamedBatch : residentBatch;
  return batchOf(config, { seqLen, windows, memoryBytes: GATE_MEMORY_BYTES, limits, isSoftware });
}

/** What such a scan takes on the GPU. */
export function scanBytes(
  { source, config, weightFormat }: Pick<CliModel, "source" | "config" | "weightFormat">,
  residency: Residency,
  { tokensAtOnce, bytes }: GateBatch,
): DecoderBytes {
  const weights = weightBytes(source.tensors, config, weightFormat);
  const activations = activationBytes(config, tokensAtOnce, { kind: "gates" });
  return {
    weights: residency === "stream" ? streamedWeightBytes(weights) : weights.total,
    activations,
    other: bytes - activations.total,
    row: weights.row,
    canStream: residency === "gpu",
  };
}

/** The model as a source of gates. Throws where the GPU surely does not hold it. */
export async function openSource(
  model: CliModel,
  residency: Residency,
  batch: GateBatch,
  gpu: Gpu,
  context: CommandContext,
): Promise<ActivationSource> {
  checkFit(fitDecoder(scanBytes(model, residency, batch), adapterLimits(gpu)), context);
  if (residency === "gpu") return decoderSource(await openEngine(model, gpu, context));
  const { source, config, weightFormat: format } = model;
  return streamSource(source, config, { device: gpu.device, format, tokensAtOnce: batch.tokensAtOnce });
}
