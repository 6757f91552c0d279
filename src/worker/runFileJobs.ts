import { exportAdapter } from "../export/adapterFiles";
import { exportDelta } from "../export/deltaFile";
import { directorySink } from "../export/directorySink";
import { buildManifest } from "../export/manifest";
import { mergedModelFiles } from "../export/mergedModel";
import { saveFiles, zipStream } from "../export/saveFiles";
import { exportTrainLog } from "../export/trainLogFile";
import { exportTrainLogTable } from "../export/trainLogTable";
import type { OutputFile } from "../formats/outputFile";
import { checkedWeightFormat } from "../transformer/weightFormat";
import { decoderOf } from "./decoderOf";
import type { Handler, JobContext } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { readRunFiles } from "./readRunFiles";
import { baseIdentity, baseModel, baseValues, checkBase } from "./runBase";
import { deltaOf } from "./runDelta";
import { findRun } from "./runJobs";
import type { ExportProgress, RunExport, RunSummary } from "./runProtocol";
import { type KeptRun, newRunId, runKey, saveRun } from "./runStore";
import { standingOf } from "./runSummary";
import { openStore } from "./storage";
import { unknownRun } from "./unknownRun";
import { need, workbench } from "./workbench";

/** The open model's decoder and weights, where it is the run's base. */
async function baseOf(kept: KeptRun) {
  const { name, model: base } = kept.run;
  const model = need(workbench.model, `${name} is of ${base.name} ${base.dtype}: open it first`);
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  checkBase(kept, baseIdentity(model, decoder.source, kept.weightFormat));
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
      return request.format === "log-json"
        ? exportTrainLog(log, run.model, manifest)
        : exportTrainLogTable(log, run.model, manifest);
  }
};

/** Keeps what was read as a run, so that it can be compared, evaluated and exported as those trained here. */
export const importRun: Handler<"importRun"> = async ({ files, name, weightFormat }) => {
  const model: OpenModel = need(workbench.model, NO_MODEL);
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const found = await readRunFiles(files, baseModel(model, decoder.source, checkedWeightFormat(weightFormat)));
  const { log, delta, manifest } = found;
  const language = log?.language ?? (typeof manifest?.language === "string" ? manifest.language : "");
  const standing = standingOf(log ?? { steps: [], validations: [] }, language);
  const run: RunSummary = {
    id: newRunId(),
    name: name.replace(/(\.delta)?\.safetensors$|(\.peft)?\.zip$|(\.log)?\.(json|csv)$/, "") || "Imported",
    origin: "imported",
    status: log?.stopped ?? "finished",
    message: null,
    method: found.method,
    language,
    model: found.base,
    date: new Date().toISOString(),
    config: log?.config ?? null,
    nNeurons: null,
    trainableParameters: found.trainableParameters,
    seconds: log?.seconds ?? 0,
    tokensPerSecond: log && log.seconds > 0 ? standing.tokens / log.seconds : null,
    ...standing,
    hasDelta: delta !== null,
    equalLora: null,
  };
  const kept: KeptRun = {
    run,
    log,
    neurons: null,
    weightFormat,
    made: null,
    manifest: manifest ?? buildManifest({ ...unknownRun(), complete: null, selection: null }),
  };
  const store = await openStore();
  if (delta) {
    const file = exportDelta(delta, kept.manifest);
    await store.write(runKey(run.id, "delta"), new Uint8Array(await file.arrayBuffer()));
  }
  await saveRun(store, kept);
  return { run, warnings: found.warnings };
};
