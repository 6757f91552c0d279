import type { FinetuneConfig } from "../../train/finetuneConfig";
import type { ConfigChanges } from "../../worker/finetunePlanProtocol";

/** A number of the settings: where it stands and what it means. */
export interface NumberSetting {
  readonly name: string;
  readonly unit: string;
  readonly hint: string;
  readonly min: number;
  /** "context": of the model's. */
  readonly max?: number | "context";
  /** "any" for what is no whole number. */
  readonly step: number | "any";
  /** As the field shows it; 0 stands for null. */
  readonly of: (config: FinetuneConfig) => number;
  /** What the person set; undefined where the default stands. */
  readonly own: (changes: ConfigChanges) => number | undefined;
  /** The changes with this one, or without it where `value` is undefined. */
  readonly with: (changes: ConfigChanges, value: number | undefined) => ConfigChanges;
}

type NumberKey = {
  [K in keyof FinetuneConfig]: FinetuneConfig[K] extends number | null ? K : never;
}[keyof FinetuneConfig];

type Text = Pick<NumberSetting, "name" | "unit" | "hint" | "min" | "step"> & Partial<Pick<NumberSetting, "max">>;

/** The changes without a field. */
export function without<K extends keyof ConfigChanges>(changes: ConfigChanges, key: K): ConfigChanges {
  const { [key]: _, ...rest } = changes;
  return rest as ConfigChanges;
}

/** A field of the settings themselves; where it may be null, 0 says so. */
function plain(key: NumberKey, text: Text, isNullable = false): NumberSetting {
  return {
    ...text,
    of: (config) => config[key] ?? 0,
    own: (changes) => (changes[key] === undefined ? undefined : (changes[key] ?? 0)),
    with: (changes, value) =>
      value === undefined ? without(changes, key) : { ...changes, [key]: isNullable && value === 0 ? null : value },
  };
}

function lora(key: "rank" | "alpha" | "dropout", text: Text): NumberSetting {
  return {
    ...text,
    of: ({ lora }) => lora[key],
    own: (changes) => changes.lora?.[key],
    with: (changes, value) => {
      const { [key]: _, ...rest } = changes.lora ?? {};
      const kept = value === undefined ? rest : { ...rest, [key]: value };
      return Object.keys(kept).length === 0 ? without(changes, "lora") : { ...changes, lora: kept };
    },
  };
}

const warmup: NumberSetting = {
  name: "Warm-up",
  unit: "steps",
  hint: "Steps over which the learning rate rises from 0. The published runs have none.",
  min: 0,
  step: 1,
  of: ({ schedule }) => schedule.warmupSteps,
  own: (changes) => changes.schedule?.warmupSteps,
  with: (changes, value) => {
    const { warmupSteps: _, ...rest } = changes.schedule ?? {};
    const kept = value === undefined ? rest : { ...rest, warmupSteps: value };
    return Object.keys(kept).length === 0 ? without(changes, "schedule") : { ...changes, schedule: kept };
  },
};

/** What one sets for nearly every run. */
export const MAIN_SETTINGS: readonly NumberSetting[] = [
  plain("steps", {
    name: "Steps",
    unit: "updates",
    hint: "Updates of the weights. Empty: the preset's, but no more than once over the text.",
    min: 1,
    step: 1,
  }),
  plain("seqLen", {
    name: "Window",
    unit: "tokens",
    hint: "Tokens that the model sees at once.",
    min: 2,
    max: "context",
    step: 1,
  }),
  plain("batchSize", {
    name: "Batch",
    unit: "windows",
    hint: "Windows whose gradients are computed at once; memory grows with it.",
    min: 1,
    step: 1,
  }),
  plain("learningRate", {
    name: "Learning rate",
    unit: "",
    hint: "Of AdamW. Published: 1e-4; 1e-5 for feed-forward and full.",
    min: 0,
    step: "any",
  }),
  plain(
    "validateEvery",
    {
      name: "Validate every",
      unit: "steps",
      hint: "The weights of the best validation of the language are kept beside the last. 0: only before the first and after the last step.",
      min: 0,
      step: 1,
    },
    true,
  ),
];

export const LORA_SETTINGS: readonly NumberSetting[] = [
  lora("rank", { name: "LoRA rank", unit: "", hint: "Columns of the two factors.", min: 1, step: 1 }),
  lora("alpha", { name: "LoRA alpha", unit: "", hint: "The product is scaled by alpha / rank.", min: 0, step: "any" }),
  lora("dropout", {
    name: "LoRA dropout",
    unit: "share",
    hint: "Share of a factor's inputs that is dropped in training.",
    min: 0,
    max: 0.99,
    step: "any",
  }),
];

/** The rest. */
export const MORE_SETTINGS: readonly NumberSetting[] = [
  plain("accumulate", {
    name: "Accumulate",
    unit: "batches",
    hint: "Batches whose gradients are added up before an update.",
    min: 1,
    step: 1,
  }),
  warmup,
  plain("weightDecay", {
    name: "Weight decay",
    unit: "",
    hint: "Decoupled, of trained weights alone: a frozen weight never moves.",
    min: 0,
    step: "any",
  }),
  plain(
    "clip",
    {
      name: "Clip",
      unit: "norm",
      hint: "A larger global gradient norm is scaled down to it. 0: never.",
      min: 0,
      step: "any",
    },
    true,
  ),
  plain("beta1", { name: "Adam β₁", unit: "", hint: "Decay of the first moment.", min: 0, max: 0.9999, step: "any" }),
  plain("beta2", {
    name: "Adam β₂",
    unit: "",
    hint: "Decay of the second moment.",
    min: 0,
    max: 0.999999,
    step: "any",
  }),
  plain("seed", {
    name: "Seed",
    unit: "",
    hint: "Of the order of windows, of held-out windows, of random neurons, of LoRA's first values and of dropout.",
    min: 0,
    step: 1,
  }),
  plain(
    "patience",
    {
      name: "Stop early after",
      unit: "validations",
      hint: "Validations of the language without a new best. 0: never.",
      min: 0,
      step: 1,
    },
    true,
  ),
];

/** A switch of the settings. */
export interface SwitchSetting {
  readonly key: "shuffle" | "lossOnPadding" | "resetOptimizerOnBest" | "cachePrefix";
  readonly name: string;
  readonly hint: string;
}

export const SWITCHES: readonly SwitchSetting[] = [
  {
    key: "shuffle",
    name: "Shuffle the windows",
    hint: "In an order drawn anew with the seed for every pass over the text; otherwise in the text's own.",
  },
  {
    key: "lossOnPadding",
    name: "Loss on padding",
    hint: "As the published script, which cuts each document into windows of its own, pads them, and lets the padding count in the loss. Off: text is packed without padding, and every token counts the same.",
  },
  {
    key: "resetOptimizerOnBest",
    name: "Reset Adam at each best",
    hint: "As the published script, which makes its optimiser anew whenever a validation is the best so far, and so forgets Adam's moments. Off: moments are kept, as in the baselines.",
  },
  {
    key: "cachePrefix",
    name: "Cache the frozen layers",
    hint: "Keeps what comes out of the layers below the lowest trained one, so that further passes over the text skip them. Exact; it takes memory, and gains nothing in a single pass.",
  },
];
