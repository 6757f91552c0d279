import { parseJson } from "../formats/json";
import { type Fit, fitWasm, fitWebgpu, preferredVariant } from "../model/fit";
import type { ModelFolder, Variant } from "../model/modelVariant";
import { runtimeKind } from "../model/onnxRuntime";
import { activationBytes, fitDecoder } from "../transformer/decoderMemory";
import { MOST_AT_ONCE } from "../transformer/gateBatch";
import { likelyTensors, weightBytes } from "../transformer/weightBytes";
import { readDecoder } from "./decoderOf";
import type { Environment, ModelListing, ScanProvider } from "./modelProtocol";

export type Judge = (variant: Variant, provider: ScanProvider) => Fit;

/** Whether our own decoder can run a variant, with all of its weights on the GPU. */
async function judgeWgsl(
  { smallFiles }: ModelFolder,
  adapter: Environment["adapter"],
): Promise<(variant: Variant) => Fit> {
  const file = smallFiles.find(({ path }) => path === "config.json")!;
  const decoder = readDecoder(parseJson(await file.blob.text(), "config.json"));
  return ({ format: { dtype }, missing }) => {
    if (decoder.refusal !== null) return { verdict: "refused", reason: decoder.refusal };
    if (missing.length > 0) return { verdict: "refused", reason: `${missing.join(", ")} belongs to it and is missing` };
    const tensors = likelyTensors(decoder.config, dtype);
    if (!tensors) {
      return {
        verdict: "refused",
        reason: `weights in ${dtype} are not read by this page's own decoder: use another dtype`,
      };
    }
    const { total, row } = weightBytes(tensors, decoder.config, "as stored");
    const activations = activationBytes(decoder.config, MOST_AT_ONCE, { kind: "gates" });
    return fitDecoder({ weights: total, activations, row, canStream: true }, adapter);
  };
}

/** Says of every variant of a folder where it can run. */
export async function judgeFor({ adapter }: Environment, folder: ModelFolder): Promise<Judge> {
  const wgsl = await judgeWgsl(folder, adapter);
  return (variant, provider) => {
    if (provider === "wgsl") return wgsl(variant);
    return provider === "wasm"
      ? fitWasm(variant, runtimeKind())
      : fitWebgpu(variant, folder.info, adapter, runtimeKind());
  };
}

/** What a folder holds. The preferred variant is one that runs where it is asked for, or else in our own decoder. */
export function toListing(
  { info, variants, skipped }: ModelFolder,
  judge: Judge,
  provider: ScanProvider,
): ModelListing {
  const { name, architecture, nLayers, dModel, dMlp, dVocab, context } = info;
  const preferredOn = (on: ScanProvider) => preferredVariant(variants, (variant) => judge(variant, on));
  const preferred = preferredOn(provider) ?? preferredOn("wgsl") ?? variants[0]!;
  return {
    name,
    architecture,
    nLayers,
    dModel,
    dMlp,
    dVocab,
    context,
    preferred: preferred.format.dtype,
    choices: variants.map((variant) => ({
      dtype: variant.format.dtype,
      path: variant.files[0]!.path,
      bytes: variant.bytes,
      webgpu: judge(variant, "webgpu"),
      wasm: judge(variant, "wasm"),
      wgsl: judge(variant, "wgsl"),
    })),
    skipped,
  };
}
