import { version } from "../../package.json";
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
  { corpus }: OpenCorpus,
  batches: readonly TokenBatch[],
  selfCheck: SelfCheckSummary | null,
): Promise<Counts["record"]> {
  const { name, nLayers, dMlp } = model.info;
  return {
    appVersion: version,
    date: new Date(),
    model: { name, hash: model.hash, dtype: model.dtype, nLayers, dMlp },
    corpus: { hash: corpus.hash, tokens: batches.map(({ language, nTokens }) => ({ language, tokens: nTokens })) },
    scan: packingOf(config, model.info),
    versions: { "onnxruntime-web": (await loadRuntime()).version },
    adapter: gpu && { ...gpu.adapterInfo, features: gpu.features },
    provider: model.provider,
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
    wasmHeapBytes: wasmHeapBytes(),
    ...run,
  };
  return { stats, summary, record };
}
