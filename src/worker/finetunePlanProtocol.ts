import type { Unmeasured } from "../evaluate/scoredText";
import type { ValidationText } from "../export/finetuneManifest";
import type { Fit } from "../model/fit";
import type { FinetuneConfig, LoraConfig, Method, Schedule } from "../train/finetuneConfig";
import type { WeightFormat } from "../transformer/weightFormat";

/** Settings that differ from the preset's. */
export type ConfigChanges = Partial<Omit<FinetuneConfig, "schedule" | "lora">> & {
  readonly schedule?: Partial<Schedule>;
  readonly lora?: Partial<LoraConfig>;
};

/** What to train. Everything that is left out has a default. */
export interface FinetuneSettings {
  /** Numbers and switches; the rest is the preset's for the method. */
  readonly config: ConfigChanges;
  /** Name of the published settings that the defaults are from; by the model's size when left out. */
  readonly preset?: string;
  /** Trained on; one of the training text. */
  readonly language?: string;
  /** [layer][indices]; the language's neurons of the selection when left out. */
  readonly neurons?: readonly (readonly number[])[];
  /** Languages whose validation loss is watched for forgetting; English where there is text of it when left out. */
  readonly watched?: readonly string[];
  /** Windows of each validation, a language. */
  readonly validationWindows?: number;
  /** Windows of the training text that are trained on: the first ones that are not held out; all when left out. */
  readonly trainWindows?: number;
  readonly weightFormat?: WeightFormat;
}

/** Bytes on the GPU while a method trains. */
export interface MethodBytes {
  readonly weights: number;
  /** The trained tensors, their gradients and Adam's moments. */
  readonly trained: number;
  readonly activations: number;
  readonly total: number;
}

/** What training by one method would take. */
export interface MethodPlan {
  readonly method: Method;
  /** What to do before it can be trained; null where it can. The rest is then of nothing. */
  readonly missing: string | null;
  readonly trainableParameters: number;
  /** Of the parameters of the model; 0 to 1, and above it where factors are more than what they stand for. */
  readonly shareOfModel: number;
  readonly bytes: MethodBytes;
  readonly fit: Fit;
}

/** Validation of one language. */
export interface ValidationPlan {
  readonly language: string;
  readonly windows: number;
  readonly tokens: number;
  readonly from: ValidationText["from"];
}

/** What a run with these settings would be. */
export interface FinetunePlan {
  /** Every default filled in. */
  readonly config: FinetuneConfig;
  readonly preset: string;
  readonly presets: readonly { readonly name: string; readonly label: string; readonly description: string }[];
  readonly weightFormat: WeightFormat;
  readonly validationWindows: number;
  readonly language: string | null;
  /** Languages that can be trained on: those of the training text. */
  readonly languages: readonly string[];
  /** Languages of the selection that have neurons, most first. */
  readonly masked: readonly string[];
  /** Languages that can be watched: those with text, but the trained one. */
  readonly watchable: readonly string[];
  /** Those that are, and those that are asked for but cannot be. */
  readonly watched: readonly string[];
  /** Languages that would be watched unasked, but for too little text. */
  readonly unwatched: readonly Unmeasured[];
  /** Of the mask; null where no neurons are chosen. */
  readonly nNeurons: number | null;
  readonly methods: readonly MethodPlan[];
  /** LoRA of the largest rank that has no more parameters than the subnetwork; null where there is none. */
  readonly equalLora: { readonly rank: number; readonly trainableParameters: number } | null;
  readonly train: {
    readonly windows: number;
    readonly tokens: number;
    /** Of the text, that no window holds. */
    readonly tokensLeftOut: number;
    /** Times the run goes over its windows. */
    readonly epochs: number;
  } | null;
  /** The target first. */
  readonly validation: readonly ValidationPlan[];
  /** What to do before the chosen method can start; null where it can. */
  readonly missing: string | null;
}
