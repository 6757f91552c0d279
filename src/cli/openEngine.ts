import { dependencies, optionalDependencies, version } from "../../package.json";
import type { RunHeader } from "../export/manifest";
import type { Gpu } from "../gpu/device";
import { type Decoder, openDecoder } from "../transformer/decoder";
import { loadDecoderWeights } from "../transformer/loadWeights";
import type { CommandContext } from "./command";
import { dawnDevice } from "./dawnDevice";
import type { CliModel } from "./openModel";
import { percent } from "./progress";

/** A device, told to the person. */
export async function openGpu(software: boolean, { progress }: CommandContext): Promise<Gpu> {
  const gpu = await dawnDevice({ software });
  const { vendor, architecture, description, device } = gpu.adapterInfo;
  const name = [vendor, architecture, description || device].filter((part) => part !== "").join(" ");
  progress.say(gpu.isSoftware ? `computing on the CPU (${name}): slow` : `computing on ${name}`);
  return gpu;
}

/** The model with all its weights on the GPU. */
export async function openEngine(
  { source, config, weightFormat }: CliModel,
  { device }: Gpu,
  { signal, progress }: CommandContext,
): Promise<Decoder> {
  const onProgress = (done: number, total: number) => progress.tell(`loading weights: ${percent(done, total)}`);
  const weights = await loadDecoderWeights(source, config, { device, format: weightFormat, signal, onProgress });
  return openDecoder(device, config, weights);
}

/** What every manifest of a command says. */
export const runHeader = (
  { info, base }: CliModel,
  gpu: Gpu | null,
): RunHeader & { model: NonNullable<RunHeader["model"]> } => ({
  appVersion: version,
  date: new Date(),
  model: { name: info.name, hash: base.hash, dtype: base.dtype, nLayers: info.nLayers, dMlp: info.dMlp },
  versions: {
    node: process.versions.node,
    webgpu: optionalDependencies.webgpu,
    "@huggingface/tokenizers": dependencies["@huggingface/tokenizers"],
  },
  adapter: gpu && { ...gpu.adapterInfo, features: gpu.features },
  provider: gpu && "wgsl",
  browser: null,
});
