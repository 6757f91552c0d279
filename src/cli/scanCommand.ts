import { sha256 } from "hash-wasm";
import type { LanguageTokens, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { removeSavedScan, scanCheckpointStore } from "../export/checkpointFiles";
import { buildManifest, exportManifest } from "../export/manifest";
import { exportStats } from "../export/statsFiles";
import type { ScanProgress } from "../lape/scanProgress";
import { scanStats } from "../lape/scanStats";
import { decoderSource } from "../transformer/decoderSource";
import { packingOf } from "../worker/scanPlan";
import { unknownRun } from "../worker/unknownRun";
import { type CommandContext, defineCommand } from "./command";
import { given, type Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { SAVED_FOLDER, STATS_FILE } from "./fileNames";
import { folderStore } from "./folderStore";
import { DEVICE_OPTIONS, MODEL_OPTIONS, TEXT_OPTIONS } from "./modelOptions";
import { openEngine, openGpu, runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { saveBlob } from "./outFolder";
import { duration, percent } from "./progress";
import { importOptions, readText, tokensOf } from "./readText";

/** Tokens a run of the model: a GPU needs thousands to be busy, a CPU does not, and short runs let it stop soon. */
const TOKENS_A_RUN = { gpu: 4096, cpu: 512 };

const OPTIONS = {
  ...MODEL_OPTIONS,
  corpus: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "text, a language a file: files and folders, separated by commas",
  },
  out: { kind: "text", value: "DIR", required: true, help: "folder for the counts; the scan is saved there, too" },
  languages: {
    kind: "list",
    value: "CODES",
    help: "languages to count, as mlt_Latn or mt; all of the corpus unless given",
  },
  tokensPerLanguage: {
    kind: "integer",
    min: 1,
    help: "at most so many tokens of each language, whole windows drawn with the seed",
  },
  seqLen: { kind: "integer", min: 2, help: "tokens a window; 512, or the model's context where that is shorter" },
  seed: { kind: "integer", help: "of the windows that are drawn; 1 unless given" },
  bos: { kind: "flag", help: "put the BOS token before each window" },
  oneDocumentAWindow: { kind: "flag", help: "one document a window, cut at --seq-len; padding is not counted" },
  windows: { kind: "integer", min: 1, help: "windows a run of the model" },
  ...TEXT_OPTIONS,
  ...DEVICE_OPTIONS,
  startOver: { kind: "flag", help: "forget what was saved of the same scan" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export const scanCommand = defineCommand({
  name: "scan",
  summary: "Counts how often each feed-forward neuron's gate is above 0 on the tokens of each language.",
  options: OPTIONS,
  details: `Writes ${STATS_FILE} and scan-manifest.json. What was counted is saved every few seconds in --out/${SAVED_FOLDER}; SIGINT (Ctrl-C) saves it, too, and
the same command goes on from there and gives the same counts.`,
  resume: "what was counted is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

/** Windows of each language, in the corpus's order. */
async function packLanguages(options: Values<typeof OPTIONS>, model: CliModel, context: CommandContext) {
  const reading = importOptions(options);
  const corpus = await readText(options.corpus, "--corpus", reading, context);
  const { bos, oneDocumentAWindow, seqLen, seed, tokensPerLanguage } = options;
  const wanted = { bos, oneDocumentAWindow, ...given({ seqLen, seed, tokensPerLanguage }) };
  const packing = usage(() => packingOf(wanted, model.info));
  const known = corpus.languages.map(({ language }) => language);
  const missing = options.languages?.filter((language) => !known.includes(language)) ?? [];
  if (missing.length > 0)
    throw new UsageError(`--languages: there is no text in ${missing.join(", ")}: there is ${known.join(", ")}`);
  const batches: TokenBatch[] = [];
  for (const language of known.filter((one) => options.languages?.includes(one) ?? true)) {
    const tokens: LanguageTokens = await tokensOf(corpus, language, model.tokenizer, context);
    batches.push(packWindows(tokens, packing, model.info.padTokenId ?? 0));
  }
  return { corpus, reading, packing, batches };
}

/** Settings that the model cannot run are a wrong command line. */
function usage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

function line({
  languages,
  tokensDone,
  tokensTotal,
  tokensPerSecond,
  secondsLeft,
}: Omit<ScanProgress, "stats">): string {
  const at = languages.find((language) => language.tokensDone < language.tokensTotal)?.language ?? "done";
  const speed = tokensPerSecond === null ? "" : `, ${tokensPerSecond.toFixed(0)} tokens/s`;
  const left = secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`;
  return `counting ${at}: ${tokensDone} of ${tokensTotal} tokens (${percent(tokensDone, tokensTotal)})${speed}${left}`;
}

async function run(options: Values<typeof OPTIONS>, context: CommandContext) {
  const { signal, progress } = context;
  const { out } = options;
  const model = await openModel(options, context);
  const { corpus, reading, packing, batches } = await packLanguages(options, model, context);
  const gpu = await openGpu(options.software, context);
  const decoder = await openEngine(model, gpu, context);

  const store = await folderStore(`${out}/${SAVED_FOLDER}`);
  const languages = batches.map(({ language }) => language);
  const identity = [model.base.hash, model.base.dtype, corpus.hash, packing, languages, reading];
  const folder = `scans/${await sha256(JSON.stringify(identity))}`;
  if (options.startOver) await removeSavedScan(store, folder);
  const tokens = gpu.isSoftware ? TOKENS_A_RUN.cpu : TOKENS_A_RUN.gpu;
  const batchWindows = options.windows ?? Math.max(1, Math.floor(tokens / packing.seqLen));
  const begun = performance.now();
  let before: number | null = null;
  const stats = await scanStats(
    batches,
    { batchWindows },
    {
      source: decoderSource(decoder),
      device: gpu.device,
      signal,
      checkpoint: scanCheckpointStore(store, folder),
      onProgress: (state) => {
        if (before === null && state.tokensDone > 0) progress.say(`going on after ${state.tokensDone} tokens`);
        before ??= state.tokensDone;
        progress.tell(line(state));
      },
    },
  );
  const seconds = (performance.now() - begun) / 1000;
  const total = stats.n.reduce((sum, n) => sum + n, 0);
  const manifest = buildManifest({
    ...unknownRun(),
    ...runHeader(model, gpu),
    corpus: { hash: corpus.hash, tokens: languages.map((language, k) => ({ language, tokens: stats.n[k]! })) },
    reading,
    scan: { ...packing, batchWindows },
    complete: true,
    selection: null,
  });
  const files = [
    await saveBlob(out, STATS_FILE, exportStats(stats, manifest)),
    await saveBlob(out, "scan-manifest.json", exportManifest(manifest)),
  ];
  await removeSavedScan(store, folder);
  gpu.device.destroy();
  return {
    command: "scan",
    model: { name: model.base.name, hash: model.base.hash, dtype: model.base.dtype },
    corpus: { hash: corpus.hash },
    n_layers: stats.nLayers,
    d_mlp: stats.dMlp,
    tokens: Object.fromEntries(languages.map((language, k) => [language, stats.n[k]!])),
    seconds,
    tokens_per_second: (total - (before ?? 0)) / seconds,
    files,
  };
}
