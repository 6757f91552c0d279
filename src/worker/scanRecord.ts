import { dependencies, version } from "../../package.json";
import type { TokenBatch } from "../corpus/corpus";
import type { ActivationStats } from "../lape/activationStats";
import { loadRuntime, wasmHeapBytes } from "../model/onnxRuntime";
import type { ScanConfig, SelfCheckSummary } from "./protocol";
import { packingOf } from "./scanPlan";
import type { Session } from "./session";
import type { Counts, OpenCorpus } from "./workbench";

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
  const { taps, record } = model.tapped;
  return {
    appVersion: version,
    date: new Date(),
    model: { name, hash: model.hash, dtype: model.dtype, nLayers, dMlp },
    surgery: { actFn: taps[0]!.actFn, ...record },
    corpus: { hash: corpus.hash, tokens: batches.map(({ language, nTokens }) => ({ language, tokens: nTokens })) },
    reading: options,
    scan: { ...packingOf(config, model.info), batchWindows },
    versions: {
      "onnxruntime-web": (await loadRuntime()).version,
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
    provider: record.provider === "webgpu" ? "webgpu" : "wasm",
    seqLen: record.scan?.seqLen ?? null,
    modelName: record.model?.name ?? "",
    date: record.date.toISOString(),
    warnings: [],
    wasmHeapBytes: wasmHeapBytes(),
    ...run,
  };
  return { stats, summary, record };
}
