import { importMask } from "../export/maskFiles";
import { originOf } from "../export/readManifest";
import { importStats } from "../export/statsFiles";
import type { Handler } from "./handler";
import { placeMask, summarize } from "./selectionJobs";
import { unknownRun } from "./unknownRun";
import { type Counts, setCounts, workbench } from "./workbench";

export const importMaskFile: Handler<"importMask"> = async ({ file, languages }) => {
  const model = workbench.model?.info;
  const { mask, manifest, warnings } = await importMask(file, { languages, openModel: model });
  const { nLayers, dMlp } = mask;
  const other =
    model && (model.nLayers !== nLayers || model.dMlp !== dMlp)
      ? [`it is of ${nLayers} x ${dMlp} neurons, the open model has ${model.nLayers} x ${model.dMlp}`]
      : [];
  const selection = { from: "file", mask, manifest } as const;
  placeMask(selection);
  return summarize(selection, [...warnings, ...other]);
};

export const importStatsFile: Handler<"importStats"> = async ({ file, languages }) => {
  const { stats, manifest, warnings } = await importStats(file, languages);
  const record = unknownRun();
  const { modelName, date, complete } = originOf(manifest);
  const counts: Counts = {
    stats,
    summary: {
      complete: complete ?? true,
      languages: stats.languages,
      n: [...stats.n],
      nLayers: stats.nLayers,
      dMlp: stats.dMlp,
      source: "file",
      provider: null,
      seconds: null,
      tokensPerSecond: null,
      wasmHeapBytes: null,
      selfCheck: null,
      seqLen: null,
      modelName: modelName ?? "activation stats",
      date: date ?? record.date.toISOString(),
      warnings,
    },
    record,
    manifest,
  };
  setCounts(counts);
  return { ...counts.summary, revision: workbench.revision };
};
