import type { Method, Schedule } from "../train/finetuneConfig";
import { FINETUNE_PRESETS } from "../train/finetunePresets";
import { TRAINABLES } from "../train/trainables";
import type { ConfigChanges } from "../worker/finetunePlanProtocol";
import { given, type Options, type Values } from "./commandLine";

const PRESETS = Object.entries(FINETUNE_PRESETS);

/** Settings of a run; what is left out is the preset's for the method. */
export const RUN_OPTIONS = {
  method: { kind: "text", choices: Object.keys(TRAINABLES), help: "what is trained; subnetwork unless given" },
  preset: {
    kind: "text",
    choices: PRESETS.map(([name]) => name),
    help: "settings for all that follows and is not given; by the model's size unless given",
  },
  seqLen: { kind: "integer", min: 2, help: "tokens a window" },
  batchSize: { kind: "integer", min: 1, help: "windows whose gradients are computed at once" },
  accumulate: { kind: "integer", min: 1, help: "batches whose gradients are added up before an update" },
  steps: { kind: "integer", min: 1, help: "updates; once over the text at most unless given" },
  learningRate: { kind: "number", min: 0, help: "the highest rate" },
  schedule: { kind: "text", choices: ["constant", "linear", "cosine"], help: "how the rate falls" },
  warmupSteps: { kind: "integer", min: 0, help: "steps over which it rises from 0" },
  weightDecay: { kind: "number", min: 0, help: "AdamW's, of trained weights alone" },
  beta1: { kind: "number", min: 0, help: "AdamW's" },
  beta2: { kind: "number", min: 0, help: "AdamW's" },
  eps: { kind: "number", min: 0, help: "AdamW's" },
  clip: { kind: "number", min: 0, help: "largest global norm of the gradients; 0 does not clip" },
  seed: { kind: "integer", help: "of the order of windows, of LoRA's beginning, of random neurons" },
  fileOrder: { kind: "flag", help: "windows in the order of the text, not shuffled" },
  validateEvery: { kind: "integer", min: 0, help: "steps between validations; 0: before and after training alone" },
  patience: { kind: "integer", min: 0, help: "validations without a new best after which the run stops; 0: never" },
  loraRank: { kind: "integer", min: 1, help: "of lora" },
  loraAlpha: { kind: "number", min: 0, help: "of lora; its product is scaled by alpha / rank" },
  loraDropout: { kind: "number", min: 0, help: "of lora: share of inputs dropped in training" },
  lossOnPadding: {
    kind: "flag",
    help: "as the published script: a padded window a document, and padding counts in the loss",
  },
  resetOptimizerOnBest: { kind: "flag", help: "as the published script: moments start anew at each best validation" },
  cachePrefix: { kind: "flag", help: "keep hidden states below the lowest trained layer for later epochs" },
} as const satisfies Options;

/** What the options change of the preset. */
export function changesOf(options: Values<typeof RUN_OPTIONS>): ConfigChanges {
  const { method, seqLen, batchSize, accumulate, steps, learningRate, weightDecay, beta1, beta2, eps, seed } = options;
  /** On the command line 0 stands for none. */
  const orNull = (value: number | undefined): number | null | undefined => (value === 0 ? null : value);
  return {
    ...given<ConfigChanges>({
      method: method as Method | undefined,
      ...{ seqLen, batchSize, accumulate, steps, learningRate, weightDecay, beta1, beta2, eps, seed },
      clip: orNull(options.clip),
      validateEvery: orNull(options.validateEvery),
      patience: orNull(options.patience),
      shuffle: options.fileOrder ? false : undefined,
      lossOnPadding: options.lossOnPadding || undefined,
      resetOptimizerOnBest: options.resetOptimizerOnBest || undefined,
      cachePrefix: options.cachePrefix || undefined,
      schedule: undefined,
      lora: undefined,
    }),
    schedule: given({ kind: options.schedule as Schedule["kind"] | undefined, warmupSteps: options.warmupSteps }),
    lora: given({ rank: options.loraRank, alpha: options.loraAlpha, dropout: options.loraDropout }),
  };
}
