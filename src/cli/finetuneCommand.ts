import { exportDelta } from "../export/deltaFile";
import { buildFinetuneManifest, type FinetuneRecord } from "../export/finetuneManifest";
import { exportManifest } from "../export/manifest";
import { exportTrainLog } from "../export/trainLogFile";
import { exportTrainLogTable } from "../export/trainLogTable";
import { createTuning } from "../train/createTuning";
import { finetune } from "../train/finetune";
import { savedValues } from "../train/parameterValues";
import { savedRun } from "../train/savedRun";
import { toWeightDelta } from "../train/toWeightDelta";
import { planTuning, TRAINABLES } from "../train/trainables";
import { countParameters } from "../train/tuningPlan";
import { type FinetuneWindows, finetuneWindows } from "../worker/finetuneWindows";
import { type CommandContext, defineCommand } from "./command";
import type { Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { DELTA_FILE, SAVED_FOLDER } from "./fileNames";
import { changesOf, RUN_OPTIONS } from "./finetuneOptions";
import { configOf, VALIDATION_WINDOWS } from "./finetunePlan";
import { finetuneLine, finetuneResult } from "./finetuneReport";
import { readFinetuneText } from "./finetuneText";
import { folderStore } from "./folderStore";
import { DEVICE_OPTIONS, MODEL_OPTIONS, TEXT_OPTIONS } from "./modelOptions";
import { openEngine, openGpu, runHeader } from "./openEngine";
import { openModel } from "./openModel";
import { saveBlob } from "./outFolder";
import { readMask } from "./readMask";

const OPTIONS = {
  ...MODEL_OPTIONS,
  corpus: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "text to train on: files and folders, separated by commas",
  },
  out: { kind: "text", value: "DIR", required: true, help: "folder for what the run leaves; it is saved there, too" },
  language: { kind: "text", value: "CODE", help: "language to train on, of the corpus; needed where it has several" },
  validation: {
    kind: "list",
    value: "PATHS",
    help: "text to validate with, of the language and of others; else a part of the corpus is held out",
  },
  watch: {
    kind: "list",
    value: "CODES",
    help: "other languages whose loss is watched for forgetting; all of --validation unless given",
  },
  validationWindows: { kind: "integer", min: 1, help: `windows of each validation, a language; ${VALIDATION_WINDOWS}` },
  mask: {
    kind: "text",
    value: "FILE",
    help: "of subnetwork and random: the neurons (.pt, .safetensors or .json); mask.safetensors in --out unless given",
  },
  maskLanguages: { kind: "list", value: "CODES", help: "languages of a mask that does not name them, in its order" },
  ...RUN_OPTIONS,
  ...TEXT_OPTIONS,
  ...DEVICE_OPTIONS,
  startOver: { kind: "flag", help: "forget the run that was saved in --out" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export const finetuneCommand = defineCommand({
  name: "finetune",
  summary: "Trains a language's neurons, or a baseline, on text.",
  options: OPTIONS,
  details: `Writes ${DELTA_FILE} (of the best validation, else of the last step), train-log.json, train-log.csv and finetune-manifest.json. The run is saved every few
seconds in --out/${SAVED_FOLDER}; SIGINT (Ctrl-C) saves it, too, and the same command goes on from there, bit for bit. Random state, order of the text and
moments are saved with it.`,
  resume: "the run is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

async function run(options: Values<typeof OPTIONS>, context: CommandContext) {
  const { signal, progress } = context;
  const { out, validationWindows = VALIDATION_WINDOWS } = options;
  const model = await openModel(options, context);
  const text = await readFinetuneText(options, model, context);
  const { language } = text;
  const config = configOf(changesOf(options), options.preset, model, text.tokens, validationWindows);
  const needsMask = TRAINABLES[config.method].needsNeurons;
  const mask = needsMask ? await readMask(options, language, model.config, context) : null;
  let plan: ReturnType<typeof planTuning>;
  try {
    plan = planTuning(model.config, config, mask?.neurons ?? null);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const windows = finetuneWindows(text.tokens, config, validationWindows, model.info.padTokenId ?? 0);

  const gpu = await openGpu(options.software, context);
  const store = await folderStore(`${out}/${SAVED_FOLDER}`);
  const folder = `finetune/${model.base.hash.slice(0, 16)}-${model.base.dtype.replaceAll(" ", "-")}`;
  if (options.startOver) for (const key of await store.list("finetune/")) await store.remove(key);
  const checkpoint = savedRun(store, folder);
  const saved = await checkpoint.load();
  if (saved) progress.say(`going on after step ${saved.history.steps.length}`);
  const decoder = await openEngine(model, gpu, context);
  const tuning = await createTuning(plan, model.values, gpu.device, { seed: config.seed, signal });
  const log = await finetune(
    { train: windows.train, validation: windows.validation.map(({ batch }) => batch) },
    config,
    {
      ...{ decoder, tuning, device: gpu.device, dModel: model.config.dModel, checkpoint, signal },
      onProgress: (state) => progress.tell(finetuneLine(state, language)),
    },
  );
  const delta = await toWeightDelta(plan, savedValues(checkpoint), model.values, {
    ...{ name: model.base.name, hash: model.base.hash, dtype: model.base.dtype },
  });
  const manifest = buildFinetuneManifest({
    ...runHeader(model, gpu),
    language,
    ...textRecord(text, windows),
    config,
    trainableParameters: countParameters(plan),
    mask: mask && {
      source: "file",
      neurons: mask.neurons.reduce((sum, layer) => sum + layer.length, 0),
      manifest: mask.manifest,
    },
  });
  const files = [
    await saveBlob(out, DELTA_FILE, exportDelta(delta, manifest)),
    await saveBlob(out, "train-log.json", exportTrainLog(log, delta.base, manifest)),
    await saveBlob(out, "train-log.csv", exportTrainLogTable(log)),
    await saveBlob(out, "finetune-manifest.json", exportManifest(manifest)),
  ];
  for (const key of await store.list("finetune/")) await store.remove(key);
  gpu.device.destroy();
  return finetuneResult(log, delta.base, files);
}

function textRecord(
  { hashes }: Awaited<ReturnType<typeof readFinetuneText>>,
  { train, validation }: FinetuneWindows,
): Pick<FinetuneRecord, "train" | "validation"> {
  const tokens = validation.map(({ language, tokens: count }) => ({ language, tokens: count }));
  return {
    train: { hash: hashes.train, tokens: [{ language: train.language, tokens: train.nTokens }] },
    validation: validation.length === 0 ? null : { hash: hashes.validation ?? hashes.train, tokens },
  };
}
