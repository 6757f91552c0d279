import { join } from "node:path";
import { sha256 } from "hash-wasm";
import { removeSavedScan, scanCheckpointStore } from "../export/checkpointFiles";
import { buildManifest, exportManifest } from "../export/manifest";
import { exportStats } from "../export/statsFiles";
import type { ScanProgress } from "../lape/scanProgress";
import { scanStats } from "../lape/scanStats";
import { readingSettings } from "../worker/readingSettings";
import { unknownRun } from "../worker/unknownRun";
import { type CommandContext, defineCommand } from "./command";
import type { Values } from "./commandLine";
import { SAVED_FOLDER, STATS_FILE } from "./fileNames";
import { folderStore } from "./folderStore";
import { DEVICE_OPTIONS, MODEL_OPTIONS } from "./modelOptions";
import { openGpu, runHeader } from "./openEngine";
import { openModel } from "./openModel";
import { saveBlob } from "./outFolder";
import { duration, percent } from "./progress";
import { openSource, RESIDENCIES, type Residency, scanBatch } from "./scanSource";
import { packScanText, readScanText, SCAN_TEXT_OPTIONS } from "./scanText";

const OPTIONS = {
  ...MODEL_OPTIONS,
  ...SCAN_TEXT_OPTIONS,
  out: { kind: "text", value: "DIR", required: true, help: "folder for the counts; the scan is saved there, too" },
  residency: {
    kind: "text",
    choices: RESIDENCIES,
    help: "gpu: all weights are on the GPU (unless given); stream: one layer at a time, read from disk for every run, for models larger than its memory",
  },
  windows: { kind: "integer", min: 1, help: "windows a run of the model; by the device unless given" },
  ...DEVICE_OPTIONS,
  startOver: { kind: "flag", help: "forget what was saved of the same scan" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export const scanCommand = defineCommand({
  name: "scan",
  summary: "Counts how often each feed-forward neuron's gate is above 0 on the tokens of each language.",
  options: OPTIONS,
  details: `Writes ${STATS_FILE} and scan-manifest.json. What was counted is saved every few seconds in --out/${SAVED_FOLDER}; SIGINT (Ctrl-C) saves it, too, and the same command goes on from there and gives the same counts.`,
  resume: "what was counted is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

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
  const { out, residency = "gpu" } = options;
  const model = await openModel(options, context);
  const text = await readScanText(options, model, context);
  const { corpus, reading, packing } = text;
  const batches = packScanText(text, model);
  const gpu = await openGpu(options.software, context);
  const chosen = { seqLen: packing.seqLen, windows: options.windows };
  const batch = scanBatch(model, residency as Residency, chosen, gpu);
  const source = await openSource(model, residency as Residency, batch, gpu, context);
  const batchWindows = batch.windows;

  const store = await folderStore(join(out, SAVED_FOLDER));
  const languages = batches.map(({ language }) => language);
  const read = readingSettings(corpus, reading);
  const identity = [model.base.hash, model.base.dtype, corpus.hash, packing, languages, read];
  const folder = `scans/${await sha256(JSON.stringify(identity))}`;
  if (options.startOver) await removeSavedScan(store, folder);
  const begun = performance.now();
  let before: number | null = null;
  const stats = await scanStats(
    batches,
    { batchWindows },
    {
      ...{ source, device: gpu.device, signal, checkpoint: scanCheckpointStore(store, folder) },
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
