import { sha256 } from "hash-wasm";
import type { PackingConfig, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import type { ModelInfo } from "../model/modelInfo";
import { tokensOf } from "./corpusJobs";
import { defaultSeqLen } from "./defaultSeqLen";
import type { OpenModel } from "./openModel";
import { readingSettings } from "./readingSettings";
import { SCANS } from "./savedScanJobs";
import type { ScanConfig } from "./scanProtocol";
import type { OpenCorpus } from "./workbench";

const seqLenOf = ({ seqLen }: ScanConfig, info: ModelInfo): number => seqLen ?? defaultSeqLen(info);

/** Why a scan with these settings cannot be; null where it can. */
export function misfitOf(config: ScanConfig, info: ModelInfo, corpus: OpenCorpus): string | null {
  return packingMisfit(config, info) ?? languageMisfit(config, corpus);
}

function packingMisfit(config: ScanConfig, info: ModelInfo): string | null {
  const seqLen = seqLenOf(config, info);
  if (!Number.isInteger(seqLen) || seqLen < 2 || seqLen > info.context) {
    return `windows of ${seqLen} tokens: ${info.name} takes 2 to ${info.context}`;
  }
  return config.bos && info.bosTokenId === undefined ? `${info.name} has no BOS token: turn BOS off` : null;
}

function languageMisfit(config: ScanConfig, { corpus }: OpenCorpus): string | null {
  const all = corpus.languages.map(({ language }) => language);
  const missing = config.languages?.filter((language) => !all.includes(language)) ?? [];
  return missing.length > 0 ? `the corpus has no ${missing.join(", ")}: it has ${all.join(", ")}` : null;
}

function refuse(misfit: string | null): void {
  if (misfit !== null) throw new RangeError(misfit);
}

/** A scan's settings with every default filled in. Throws for what the model cannot run. */
export function packingOf(config: ScanConfig, info: ModelInfo): PackingConfig {
  refuse(packingMisfit(config, info));
  const seqLen = seqLenOf(config, info);
  return {
    seqLen,
    seed: config.seed ?? 1,
    oneDocumentAWindow: config.oneDocumentAWindow ?? false,
    ...(config.bos ? { bosTokenId: info.bosTokenId! } : {}),
    ...(config.tokensPerLanguage === undefined ? {} : { tokensPerLanguage: config.tokensPerLanguage }),
  };
}

/** Languages to scan, in the corpus's order. Throws for one that is not there. */
export function languagesOf(config: ScanConfig, open: OpenCorpus): string[] {
  refuse(languageMisfit(config, open));
  const all = open.corpus.languages.map(({ language }) => language);
  return config.languages ? all.filter((language) => config.languages!.includes(language)) : all;
}

/** Where a scan is saved: one place for one model, corpus, way of reading it, provider and settings. */
export async function scanFolder(config: ScanConfig, model: OpenModel, corpus: OpenCorpus): Promise<string> {
  const reading = readingSettings(corpus.corpus, corpus.options);
  const what = { packing: packingOf(config, model.info), languages: languagesOf(config, corpus), reading };
  // Residency changes no number, weights quantized while loading do.
  const provider = model.provider === "wgsl" ? `wgsl ${model.weightFormat}` : model.provider;
  const identity = [model.hash, provider, corpus.corpus.hash, config.memoryBytes ?? null, what];
  return `${SCANS}${await sha256(JSON.stringify(identity))}`;
}

/** Tokens of each language in windows; `onPacked` hears of those done. A language with too little text is named in the error. */
export async function packCorpus(
  config: ScanConfig,
  model: OpenModel,
  corpus: OpenCorpus,
  signal: AbortSignal,
  onPacked: (batches: readonly TokenBatch[]) => void,
): Promise<TokenBatch[]> {
  const packing = packingOf(config, model.info);
  const { padTokenId = 0 } = model.info;
  const batches: TokenBatch[] = [];
  for (const language of languagesOf(config, corpus)) {
    batches.push(packWindows(await tokensOf(language, model, corpus, signal), packing, padTokenId));
    onPacked(batches);
  }
  if (batches.length === 0) throw new RangeError("no language is chosen: choose at least one");
  return batches;
}
