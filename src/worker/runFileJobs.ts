import { exportAdapter } from "../export/adapterFiles";
import { exportDelta } from "../export/deltaFile";
import { importDelta } from "../export/importDelta";
import { buildManifest } from "../export/manifest";
import { mergedModelFiles } from "../export/mergedModel";
import { directorySink, saveFiles, zipStream } from "../export/saveFiles";
import { exportTrainLog } from "../export/trainLogFile";
import { exportTrainLogTable } from "../export/trainLogTable";
import type { OutputFile } from "../formats/outputFile";
import type { ModuleDelta } from "../train/weightDelta";
import { decoderOf } from "./decoderOf";
import type { ExportProgress, RunExport, RunSummary } from "./finetuneProtocol";
import type { Handler, JobContext } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { baseIdentity, baseModel, baseValues } from "./runBase";
import { deltaOf } from "./runDelta";
import { findRun } from "./runJobs";
import { type KeptRun, newRunId, runKey, saveRun } from "./runStore";
import { standingOf } from "./runSummary";
import { openStore } from "./storage";
import { unknownRun } from "./unknownRun";
import { need, workbench } from "./workbench";

/** The open model's decoder and weights, where it is the run's base. */
async function baseOf({ run, weightFormat }: KeptRun) {
  const model = need(workbench.model, `${run.name} is of ${run.model.name} ${run.model.dtype}: open it first`);
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const open = baseIdentity(model, decoder.source, weightFormat);
  if (open.hash !== run.model.hash || open.dtype !== run.model.dtype) {
    throw new Error(
      `${run.name} is of ${run.model.name} ${run.model.dtype}, ${open.name} ${open.dtype} is open: open its base`,
    );
  }
  return { model, config: decoder.config, source: decoder.source };
}

/** The files of the tuned model, or of its base. */
async function modelFiles(kept: KeptRun, isTuned: boolean): Promise<OutputFile[]> {
  const { model, config, source } = await baseOf(kept);
  return mergedModelFiles({
    ...baseValues(source, kept.weightFormat),
    base: kept.run.model,
    delta: isTuned ? await deltaOf(kept, config, source) : null,
    dtype: "F32",
    isHeadShared: config.isTied,
    smallFiles: model.smallFiles,
    manifest: kept.manifest,
  });
}

async function saveModel(
  files: readonly OutputFile[],
  { folder }: RunExport,
  hooks: JobContext<ExportProgress>,
): Promise<Blob | null> {
  const { signal } = hooks;
  const onProgress = (bytesDone: number, bytesTotal: number) => hooks.onProgress({ bytesDone, bytesTotal });
  if (!folder) return new Response(zipStream(files, { signal, onProgress })).blob();
  await saveFiles(files, directorySink(folder), { signal, onProgress });
  return null;
}

export const exportRun: Handler<"exportRun"> = async (request, context) => {
  const kept = await findRun(request.id);
  const { run, log, manifest } = kept;
  switch (request.format) {
    case "delta":
    case "peft": {
      const { config, source } = await baseOf(kept);
      const delta = await deltaOf(kept, config, source);
      return request.format === "delta" ? exportDelta(delta, manifest) : exportAdapter(delta, manifest);
    }
    case "merged":
    case "base":
      return saveModel(await modelFiles(kept, request.format === "merged"), request, context);
    default:
      if (!log) throw new Error(`${run.name} was imported: its log did not come with it`);
      return request.format === "log-json" ? exportTrainLog(log, run.model, manifest) : exportTrainLogTable(log);
  }
};

/** Values that a module's change is made of. */
function sizeOf(change: ModuleDelta): number {
  if (change.kind === "lora") return change.a.length + change.b.length;
  return "scale" in change ? change.scale.length : change.delta.length;
}

/** Keeps what was read as a run, so that it can be evaluated and exported as those trained here. */
export const importRun: Handler<"importRun"> = async ({ files, name, weightFormat }) => {
  const model: OpenModel = need(workbench.model, NO_MODEL);
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const { delta, manifest, warnings } = await importDelta(files, baseModel(model, decoder.source, weightFormat));
  const language = typeof manifest?.language === "string" ? manifest.language : "";
  const run: RunSummary = {
    id: newRunId(),
    name: name.replace(/(\.delta)?\.safetensors$|(\.peft)?\.zip$/, "") || "Imported",
    origin: "imported",
    status: "finished",
    message: null,
    method: delta.method,
    language,
    model: delta.base,
    date: new Date().toISOString(),
    config: null,
    nNeurons: null,
    trainableParameters: delta.modules.reduce((sum, change) => sum + sizeOf(change), 0),
    seconds: 0,
    tokensPerSecond: null,
    ...standingOf({ steps: [], validations: [] }, language),
    hasDelta: true,
    equalLora: null,
  };
  const kept: KeptRun = {
    run,
    log: null,
    neurons: null,
    weightFormat,
    made: null,
    manifest: manifest ?? buildManifest({ ...unknownRun(), complete: null, selection: null }),
  };
  const store = await openStore();
  const file = exportDelta(delta, kept.manifest);
  await store.write(runKey(run.id, "delta"), new Uint8Array(await file.arrayBuffer()));
  await saveRun(store, kept);
  return { run, warnings };
};
