import type { FinetuneRecord } from "../export/finetuneManifest";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { paddingToken } from "../train/paddingToken";
import { planTuning, TRAINABLES } from "../train/trainables";
import type { TuningPlan } from "../train/tuningPlan";
import { type FinetuneWindows, finetuneWindows } from "../worker/finetuneWindows";
import { VALIDATION_WINDOWS } from "../worker/runConfig";
import { textOrigin } from "../worker/runOrigin";
import { splitWatched } from "../worker/watchedText";
import { checkedConfig } from "./checkedConfig";
import type { CommandContext } from "./command";
import type { Options, Values } from "./commandLine";
import { asUsage } from "./exitCodes";
import { changesOf, RUN_OPTIONS } from "./finetuneOptions";
import { type FinetuneText, readFinetuneText } from "./finetuneText";
import { DEVICE_OPTIONS, MODEL_OPTIONS, TEXT_OPTIONS } from "./modelOptions";
import { type CliModel, openModel } from "./openModel";
import { type MaskNeurons, readMask } from "./readMask";

export const FINETUNE_OPTIONS = {
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
  trainWindows: { kind: "integer", min: 1, help: "windows of the text to train on, the first ones; all unless given" },
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
} as const satisfies Options;

/** A run before it starts: everything that the command line and the files say. */
export interface FinetuneInput {
  readonly model: CliModel;
  /** Trained on. */
  readonly language: string;
  readonly config: FinetuneConfig;
  readonly plan: TuningPlan;
  readonly windows: FinetuneWindows;
  /** Where text and mask come from, for the manifest. */
  readonly origin: Pick<FinetuneRecord, "train" | "validation" | "mask">;
}

/** Reads model, text and mask. Throws a UsageError for settings that cannot be. */
export async function readFinetuneInput(
  options: Values<typeof FINETUNE_OPTIONS>,
  context: CommandContext,
): Promise<FinetuneInput> {
  const { validationWindows = VALIDATION_WINDOWS } = options;
  const model = await openModel(options, context);
  const text = await readFinetuneText(options, model, context);
  const { language, tokens } = text;
  const { preset, trainWindows } = options;
  const settings = {
    config: changesOf(options),
    ...(preset === undefined ? {} : { preset }),
    validationWindows,
    ...(trainWindows === undefined ? {} : { trainWindows }),
  };
  const config = checkedConfig(settings, model, tokens);
  const needsMask = TRAINABLES[config.method].needsNeurons;
  const mask = needsMask ? await readMask(options, language, model.config, context) : null;
  const plan = asUsage(() => planTuning(model.config, config, mask?.neurons ?? null));
  const padding = asUsage(() => paddingToken(model.info, model.tokenizer, config.lossOnPadding));
  const { filling, short } = splitWatched(tokens.watched, config);
  // What is asked for by name must be watched: packing it says why it cannot be.
  const watched = options.watch ? tokens.watched : filling;
  if (!options.watch) for (const { reason } of short) context.progress.say(`not watched: ${reason}`);
  const texts = { ...tokens, watched };
  const windows = asUsage(() => finetuneWindows(texts, config, validationWindows, padding, trainWindows));
  return { model, language, config, plan, windows, origin: originOf(text, windows, mask) };
}

function originOf(
  { hashes }: FinetuneText,
  windows: FinetuneWindows,
  mask: MaskNeurons | null,
): FinetuneInput["origin"] {
  return {
    ...textOrigin(windows, { ...hashes, corpus: hashes.train }),
    mask: mask && {
      source: "file",
      neurons: mask.neurons.reduce((sum, layer) => sum + layer.length, 0),
      manifest: mask.manifest,
    },
  };
}
