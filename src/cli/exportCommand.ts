import { join } from "node:path";
import { adapterFiles } from "../export/adapterFiles";
import type { ImportedDelta } from "../export/deltaFile";
import { exportDelta } from "../export/deltaFile";
import type { WeightDtype } from "../export/encodeFloats";
import { importDelta } from "../export/importDelta";
import { buildManifest, type Manifest } from "../export/manifest";
import { mergedModelFiles } from "../export/mergedModel";
import { saveFiles } from "../export/saveFiles";
import { fileOfBlob, type OutputFile } from "../formats/outputFile";
import type { WeightDelta } from "../train/weightDelta";
import { unknownRun } from "../worker/unknownRun";
import { type CommandContext, defineCommand } from "./command";
import { UsageError } from "./exitCodes";
import { DELTA_FILE } from "./fileNames";
import { folderFiles } from "./folderFiles";
import { MODEL_OPTIONS } from "./modelOptions";
import { runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { outFolder, refuseModelFolder } from "./outFolder";
import { percent } from "./progress";

const DTYPES: Readonly<Record<string, WeightDtype>> = { float32: "F32", float16: "F16", bfloat16: "BF16" };

/** What is written, of a delta that there is. */
type Write = (model: CliModel, delta: WeightDelta, manifest: Manifest, dtype: WeightDtype) => Promise<OutputFile[]>;

function modelFiles(
  model: CliModel,
  delta: WeightDelta | null,
  manifest: Manifest,
  dtype: WeightDtype,
): Promise<OutputFile[]> {
  const { values, base, config, smallFiles } = model;
  return mergedModelFiles({
    ...values,
    base,
    delta,
    dtype,
    isHeadShared: config.isTied,
    smallFiles,
    manifest,
  });
}

const WRITE: Readonly<Record<"adapter" | "merged" | "delta", Write>> = {
  adapter: async (_, delta, manifest) => adapterFiles(delta, manifest),
  merged: modelFiles,
  delta: async (_, delta, manifest) => [fileOfBlob(DELTA_FILE, exportDelta(delta, manifest))],
};

async function read(path: string, model: CliModel, { progress }: CommandContext): Promise<ImportedDelta> {
  const imported = await importDelta(await folderFiles(path, "--delta"), model.base);
  for (const warning of imported.warnings) progress.say(warning);
  return imported;
}

export const exportCommand = defineCommand({
  name: "export",
  summary: "Writes what a run left in the form that other programs load.",
  options: {
    ...MODEL_OPTIONS,
    out: { kind: "text", value: "DIR", required: true, help: "folder for the files" },
    delta: {
      kind: "text",
      value: "PATH",
      help: "delta.safetensors, or an adapter made here (its folder or archive); needed but for the base",
    },
    format: {
      kind: "text",
      required: true,
      choices: [...Object.keys(WRITE), "base"],
      help: "PEFT adapter; the tuned model as a Hugging Face folder; the delta; or the base itself, dequantized where it is quantized",
    },
    torchDtype: {
      kind: "text",
      choices: Object.keys(DTYPES),
      help: "of a merged model's or base's weights; float32 keeps every bit and is taken unless given",
    },
    quiet: { kind: "flag", help: "no progress" },
  },
  details: `A delta fits the base it was made on and no other: --model, --dtype and --weights must be those of the run. Weights are read and written a few rows at a time. An adapter of a subnetwork has one-hot factors and is exact; of a quantized base it is exact on that base dequantized (--format base), as its README says.`,
  resume: "files that were whole are in place; run the command again for the rest",
  async run(options, context) {
    const { out, delta: path, format, torchDtype } = options;
    if (path === undefined && format !== "base")
      throw new UsageError(`--delta is missing: --format ${format} is made of one`);
    await refuseModelFolder(out, options.model);
    const model = await openModel(options, context);
    const unknown = buildManifest({ ...unknownRun(), ...runHeader(model, null), complete: null, selection: null });
    const imported = path === undefined ? null : await read(path, model, context);
    const manifest = imported?.manifest ?? unknown;
    const dtype = DTYPES[torchDtype ?? "float32"]!;
    const files =
      format === "base" || !imported
        ? await modelFiles(model, null, manifest, dtype)
        : await WRITE[format as keyof typeof WRITE](model, imported.delta, manifest, dtype);
    const onProgress = (done: number, total: number) => context.progress.tell(`writing: ${percent(done, total)}`);
    await saveFiles(files, outFolder(out), { signal: context.signal, onProgress });
    return {
      command: "export",
      format,
      base: { name: model.base.name, hash: model.base.hash, dtype: model.base.dtype },
      method: imported?.delta.method ?? null,
      files: files.map((file) => join(out, file.path)),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  },
});
