import { join } from "node:path";
import { buildManifest, exportManifest } from "../export/manifest";
import { exportMask, type MaskFormat } from "../export/maskFiles";
import { exportNeuronTable } from "../export/neuronTableFile";
import { withSelection } from "../export/readManifest";
import { importStats } from "../export/statsFiles";
import { LAPE_DEFAULTS } from "../lape/lapeResult";
import { memberCounts } from "../lape/layerCounts";
import { neuronTable } from "../lape/neuronTable";
import { prepareLape } from "../lape/prepareLape";
import { countedLanguages } from "../lape/probability";
import { select } from "../lape/selectNeurons";
import { unknownRun } from "../worker/unknownRun";
import { defineCommand } from "./command";
import { UsageError } from "./exitCodes";
import { fileBlob } from "./fileBlob";
import { STATS_FILE } from "./fileNames";
import { saveBlob } from "./outFolder";

const FORMATS: readonly MaskFormat[] = ["pt", "safetensors", "json"];

function formatsOf(names: readonly string[] | undefined): readonly MaskFormat[] {
  if (!names) return ["pt", "safetensors"];
  const odd = names.find((name) => !FORMATS.includes(name as MaskFormat));
  if (odd !== undefined) throw new UsageError(`--format has ${JSON.stringify(odd)}; there are ${FORMATS.join(", ")}`);
  return names as readonly MaskFormat[];
}

export const selectCommand = defineCommand({
  name: "select",
  summary: "Selects language-specific neurons from counts (LAPE, arXiv 2402.16438).",
  options: {
    out: {
      kind: "text",
      value: "DIR",
      required: true,
      help: "folder for the mask; where it holds a scan's counts, they are taken",
    },
    counts: { kind: "text", value: "FILE", help: `counts of another place; ${STATS_FILE} in --out unless given` },
    topRate: {
      kind: "number",
      min: 0,
      help: "share of all neurons that are selected, lowest entropy first; 0.01 unless given",
    },
    filterRate: {
      kind: "number",
      min: 0,
      help: "a neuron passes whose probability is above this quantile for some language; 0.95",
    },
    activationBarRatio: {
      kind: "number",
      min: 0,
      help: "it belongs to the languages whose probability is above this quantile; 0.95",
    },
    format: { kind: "list", help: `formats of the mask: ${FORMATS.join(",")}; pt,safetensors unless given` },
    quiet: { kind: "flag", help: "no progress" },
  },
  details: `Writes mask.pt (for torch.load), mask.safetensors, neurons.csv and select-manifest.json. Nothing is computed on a GPU.`,
  resume: "nothing was written: run the command again",
  async run({ out, counts, topRate, filterRate, activationBarRatio, format }, { progress }) {
    const formats = formatsOf(format);
    const path = counts ?? join(out, STATS_FILE);
    const file = await fileBlob(path).catch(() => {
      throw new UsageError(`there are no counts at ${path}: run babelscope scan, or name them with --counts`);
    });
    const { stats, manifest, warnings } = await importStats(file);
    for (const warning of warnings) progress.say(warning);
    const config = {
      topRate: topRate ?? LAPE_DEFAULTS.topRate,
      filterRate: filterRate ?? LAPE_DEFAULTS.filterRate,
      activationBarRatio: activationBarRatio ?? LAPE_DEFAULTS.activationBarRatio,
    };
    for (const [name, rate] of Object.entries({
      "--top-rate": config.topRate,
      "--filter-rate": config.filterRate,
      "--activation-bar-ratio": config.activationBarRatio,
    })) {
      if (!(rate > 0 && rate <= 1)) throw new UsageError(`${name} is ${rate}; it must be above 0 and at most 1`);
    }
    const data = await prepareLape(countedLanguages(stats));
    const result = await select(data, config);
    const made = manifest
      ? withSelection(manifest, config)
      : buildManifest({ ...unknownRun(), complete: null, selection: config });
    const files: string[] = [];
    for (const name of formats) files.push(await saveBlob(out, `mask.${name}`, exportMask(result.mask, name, made)));
    files.push(await saveBlob(out, "neurons.csv", exportNeuronTable(neuronTable(data.stats, result))));
    files.push(await saveBlob(out, "select-manifest.json", exportManifest(made)));
    const members = memberCounts(result.mask);
    return {
      command: "select",
      settings: {
        top_rate: config.topRate,
        filter_rate: config.filterRate,
        activation_bar_ratio: config.activationBarRatio,
      },
      selected: result.selected.length,
      members: Object.fromEntries(result.mask.languages.map((language, k) => [language, members[k]!])),
      files,
    };
  },
});
