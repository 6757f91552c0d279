import type { Gpu } from "../gpu/device";
import type { ActivationSource } from "../model/activationSource";
import { activationBytes, fitDecoder } from "../transformer/decoderMemory";
import { decoderSource } from "../transformer/decoderSource";
import { streamSource } from "../transformer/streamSource";
import { weightBytes } from "../transformer/weightBytes";
import type { CommandContext } from "./command";
import { adapterLimits, checkFit } from "./memory";
import { openEngine } from "./openEngine";
import type { CliModel } from "./openModel";

/** Where the weights are while a scan runs: all on the GPU, or one layer at a time. */
export const RESIDENCIES = ["gpu", "stream"] as const;
export type Residency = (typeof RESIDENCIES)[number];

/** Tokens that go through a layer at once: a GPU needs thousands to be busy. */
const TOKENS_AT_ONCE = { gpu: 4096, software: 512 };
/** Batches that streamed weights are read for once: their streams stay on the GPU. */
const STREAMED_BATCHES = 16;

/** Windows a run of the model; on a CPU short runs let a scan stop soon. */
export function windowsARun(seqLen: number, residency: Residency, { isSoftware }: Pick<Gpu, "isSoftware">): number {
  const tokens = isSoftware ? TOKENS_AT_ONCE.software : TOKENS_AT_ONCE.gpu;
  return Math.max(1, Math.floor((tokens * (residency === "stream" ? STREAMED_BATCHES : 1)) / seqLen));
}

/** The model as a source of gates. Throws where the GPU surely does not hold it. */
export async function openSource(
  model: CliModel,
  residency: Residency,
  tokensARun: number,
  gpu: Gpu,
  context: CommandContext,
): Promise<ActivationSource> {
  const { source, config, weightFormat } = model;
  const isStream = residency === "stream";
  const tokensAtOnce = isStream ? Math.min(tokensARun, TOKENS_AT_ONCE.gpu) : tokensARun;
  const { total, layer, embedding, row } = weightBytes(source.tensors, config, weightFormat);
  const bytes = {
    weights: isStream ? Math.max(layer, embedding) : total,
    activations: activationBytes(config, tokensAtOnce, { kind: "gates" }),
    other: isStream ? 4 * tokensARun * config.dModel : 0,
    row,
  };
  checkFit(fitDecoder(bytes, adapterLimits(gpu)), context);
  return isStream
    ? streamSource(source, config, { device: gpu.device, format: weightFormat, tokensAtOnce })
    : decoderSource(await openEngine(model, gpu, context));
}
