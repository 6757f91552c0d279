import { dependencies, version } from "../../package.json";
import type { TokenBatch } from "../corpus/corpus";
import type { ActivationStats } from "../lape/activationStats";
import { loadRuntime, wasmHeapBytes } from "../model/onnxRuntime";
import { usedWeights } from "../transformer/usedWeights";
import { decoderOf } from "./decoderOf";
import type { ScanProvider } from "./modelProtocol";
import type { OpenModel } from "./openModel";
import { packingOf } from "./scanPlan";
import type { ScanConfig, SelfCheckSummary } from "./scanProtocol";
import type { Session } from "./session";
import type { Counts, OpenCorpus } from "./workbench";

/** Of the weights as they run: our decoder can quantize a file's while it loads them. */
async function usedDtype(model: OpenModel): Promise<string> {
  if (model.provider !== "wgsl") return model.dtype;
  const decoder = await decoderOf(model);
  return decoder.refusal === null ? usedWeights(model.dtype, decoder.source, model.weightFormat).dtype : model.dtype;
}

const PROVIDERS: readonly ScanProvider[] = ["webgpu", "wasm", "wgsl"];
const providerOf = (said: string | null): ScanProvider => PROVIDERS.find((provider) => provider === said) ?? "wasm";

/** What makes the counts of a scan: it goes into every export. */
export async function recordOf(
  config: ScanConfig,
  { model, gpu }: Session,
  { corpus, options }: OpenCorpus,
  batches: readonly TokenBatch[],
  selfCheck: SelfCheckSummary | null,
  batchWindows: number,
): Promise<Counts["record"]> {
  const { name, nLayers, dMlp } = model.info;
  const surgery = model.tapped && { actFn: model.tapped.taps[0]!.actFn, ...model.tapped.record };
  const runtime = model.tapped ? { "onnxruntime-web": (await loadRuntime()).version } : {};
  return {
    appVersion: version,
    date: new Date(),
    model: { name, hash: model.hash, dtype: await usedDtype(model), nLayers, dMlp },
    surgery,
    corpus: { hash: corpus.hash, tokens: batches.map(({ language, nTokens }) => ({ language, tokens: nTokens })) },
    reading: options,
    scan: { ...packingOf(config, model.info), batchWindows },
    versions: {
      ...runtime,
      "@huggingface/tokenizers": dependencies["@huggingface/tokenizers"],
    },
    adapter: gpu && { ...gpu.adapterInfo, features: gpu.features },
    provider: model.provider,
    browser: navigator.userAgent,
    selfCheck,
  };
}

/** Counts with their record, as they stand on the bench. `run`: of this visit, null where all was counted before. */
export function countsOf(
  stats: ActivationStats,
  complete: boolean,
  record: Counts["record"],
  run: Pick<Counts["summary"], "seconds" | "tokensPerSecond" | "selfCheck">,
): Counts {
  const summary: Counts["summary"] = {
    complete,
    languages: stats.languages,
    n: [...stats.n],
    nLayers: stats.nLayers,
    dMlp: stats.dMlp,
    source: "scan",
    provider: providerOf(record.provider),
    seqLen: record.scan?.seqLen ?? null,
    modelName: record.model?.name ?? "",
    date: record.date.toISOString(),
    warnings: [],
    wasmHeapBytes: record.provider === "wgsl" ? null : wasmHeapBytes(),
    ...run,
  };
  return { stats, summary, record };
}
