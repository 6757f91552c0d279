import { importMask } from "../export/maskFiles";
import { importStats } from "../export/statsFiles";
import type { Handler } from "./handler";
import { placeMask, summarize } from "./selectionJobs";
import { unknownRun } from "./unknownRun";
import { setCounts, workbench } from "./workbench";

export const importMaskFile: Handler<"importMask"> = async ({ file, languages }) => {
  const model = workbench.model?.info;
  const { mask, manifest, warnings } = await importMask(file, { languages });
  const selection = { from: "file", mask, manifest } as const;
  const { nLayers, dMlp } = mask;
  const isOther = model && (model.nLayers !== nLayers || model.dMlp < dMlp);
  const other = isOther
    ? [`it is of ${nLayers} x ${dMlp} neurons, the open model has ${model.nLayers} x ${model.dMlp}`]
    : [];
  placeMask(selection);
  return summarize(selection, [...warnings, ...other]);
};

export const importStatsFile: Handler<"importStats"> = async ({ file }) => {
  const { stats } = await importStats(file);
  const record = unknownRun();
  setCounts({
    stats,
    summary: {
      complete: true,
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
      modelName: "activation stats",
      date: record.date.toISOString(),
    },
    record,
  });
  return { ...workbench.counts!.summary, revision: workbench.revision };
};
