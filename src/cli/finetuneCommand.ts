import { join } from "node:path";
import { exportDelta } from "../export/deltaFile";
import { buildFinetuneManifest } from "../export/finetuneManifest";
import { exportManifest, type Manifest } from "../export/manifest";
import { exportTrainLog } from "../export/trainLogFile";
import { exportTrainLogTable } from "../export/trainLogTable";
import type { Gpu } from "../gpu/device";
import type { ByteStore } from "../storage/byteStore";
import { createTuning } from "../train/createTuning";
import { finetune } from "../train/finetune";
import { savedValues } from "../train/parameterValues";
import type { RunCheckpointStore } from "../train/runCheckpoint";
import { savedRun } from "../train/savedRun";
import { toWeightDelta } from "../train/toWeightDelta";
import type { TrainLog } from "../train/trainLog";
import { countParameters } from "../train/tuningPlan";
import type { WeightDelta } from "../train/weightDelta";
import { memoryFor } from "../worker/methodMemory";
import { type CommandContext, defineCommand } from "./command";
import type { Values } from "./commandLine";
import { DELTA_FILE, SAVED_FOLDER } from "./fileNames";
import { FINETUNE_OPTIONS, type FinetuneInput, readFinetuneInput } from "./finetuneInput";
import { finetuneLine, finetuneResult } from "./finetuneReport";
import { folderStore } from "./folderStore";
import { adapterLimits, checkFit } from "./memory";
import { openEngine, openGpu, runHeader } from "./openEngine";
import { saveBlob } from "./outFolder";
import { RUNS, runFolder } from "./runFolder";

export const finetuneCommand = defineCommand({
  name: "finetune",
  summary: "Trains a language's neurons, or a baseline, on text.",
  options: FINETUNE_OPTIONS,
  details: `Writes ${DELTA_FILE} (of the best validation, else of the last step), train-log.json, train-log.csv and finetune-manifest.json. The run is saved every few seconds in --out/${SAVED_FOLDER}; SIGINT (Ctrl-C) saves it, too, and the same command goes on from there, bit for bit. Random state, order of the text and moments are saved with it.`,
  resume: "the run is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

async function forgetRuns(store: ByteStore): Promise<void> {
  for (const key of await store.list(RUNS)) await store.remove(key);
}

async function run(options: Values<typeof FINETUNE_OPTIONS>, context: CommandContext) {
  const { out } = options;
  const input = await readFinetuneInput(options, context);
  const { model, config, plan, language } = input;
  const gpu = await openGpu(options.software, context);
  const adapter = { ...gpu.adapterInfo, isSoftware: gpu.isSoftware, ...adapterLimits(gpu) };
  const decoder = { config: model.config, source: model.source, refusal: null };
  checkFit(memoryFor(decoder, model.weightFormat, adapter)(plan, config, input.windows.train.nTokens).fit, context);

  const store = await folderStore(join(out, SAVED_FOLDER));
  if (options.startOver) await forgetRuns(store);
  // What is saved tells text, settings and what is trained apart, but not the frozen weights.
  const { name, hash, dtype, isRounded } = model.base;
  const checkpoint = savedRun(store, runFolder(model.base));
  const log = await train(input, gpu, checkpoint, context);
  const delta = await toWeightDelta(plan, savedValues(checkpoint), model.values, { name, hash, dtype, isRounded });
  const manifest = buildFinetuneManifest({
    ...runHeader(model, gpu),
    ...{ language, config, ...input.origin },
    trainableParameters: countParameters(plan),
  });
  const files = await writeRun(out, log, delta, manifest);
  await forgetRuns(store);
  gpu.device.destroy();
  return finetuneResult(log, delta.base, files);
}

async function train(
  { model, language, config, plan, windows }: FinetuneInput,
  gpu: Gpu,
  checkpoint: RunCheckpointStore,
  context: CommandContext,
): Promise<TrainLog> {
  const { signal, progress } = context;
  const saved = await checkpoint.load();
  if (saved) progress.say(`going on after step ${saved.history.steps.length}`);
  const decoder = await openEngine(model, gpu, context);
  const tuning = await createTuning(plan, model.values, gpu.device, { seed: config.seed, signal });
  const validation = windows.validation.map(({ batch }) => batch);
  return finetune({ train: windows.train, validation }, config, {
    ...{ decoder, tuning, checkpoint, signal },
    onProgress: (state) => progress.tell(finetuneLine(state, language)),
  });
}

async function writeRun(out: string, log: TrainLog, delta: WeightDelta, manifest: Manifest): Promise<string[]> {
  return [
    await saveBlob(out, DELTA_FILE, exportDelta(delta, manifest)),
    await saveBlob(out, "train-log.json", exportTrainLog(log, delta.base, manifest)),
    await saveBlob(out, "train-log.csv", exportTrainLogTable(log, delta.base, manifest)),
    await saveBlob(out, "finetune-manifest.json", exportManifest(manifest)),
  ];
}
