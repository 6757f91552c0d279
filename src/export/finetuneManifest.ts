import { checkJson, type JsonObject } from "../formats/json";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { type Manifest, manifestHeader, type RunHeader } from "./manifest";
import { snakeKeys } from "./snakeKeys";

/** Text of a run: the hash of the files it came from, and the tokens that were used of each language. */
export interface RunText {
  readonly hash: string;
  readonly tokens: readonly { readonly language: string; readonly tokens: number }[];
}

/** Text that a run validates with: of its own, of what is trained on, or of the corpus that is scanned. */
export interface ValidationText extends RunText {
  readonly from: "validation text" | "held out" | "corpus";
}

/** What is known of a run of fine-tuning. */
export interface FinetuneRecord extends RunHeader {
  readonly model: NonNullable<RunHeader["model"]>;
  /** The language trained on. */
  readonly language: string;
  readonly train: RunText;
  /** By where it is from. */
  readonly validation: readonly ValidationText[];
  readonly config: FinetuneConfig;
  readonly trainableParameters: number;
  /** Null for a method without a mask. */
  readonly mask: {
    readonly source: "selection" | "file";
    /** Of the language, over all layers. */
    readonly neurons: number;
    /** Of the mask: what counts and constants it was selected with. Null where it came without. */
    readonly manifest: Manifest | null;
  } | null;
}

/** The manifest that goes with what a run left. A number that JSON cannot hold is an error that names it. */
export function buildFinetuneManifest(run: FinetuneRecord): Manifest {
  const { config, mask } = run;
  const manifest: Manifest = {
    ...manifestHeader(run),
    language: run.language,
    corpus: textOf(run.train),
    validation: run.validation.map((text) => ({ from: text.from, ...textOf(text) })),
    settings: { finetune: snakeKeys({ ...config, schedule: { ...config.schedule }, lora: { ...config.lora } }) },
    trainable_parameters: run.trainableParameters,
    mask: mask && { source: mask.source, neurons: mask.neurons, manifest: mask.manifest },
    seed: config.seed,
  };
  checkJson(manifest, "manifest");
  return manifest;
}

const textOf = ({ hash, tokens }: RunText): JsonObject => ({
  hash,
  tokens: tokens.map(({ language, tokens: count }) => ({ language, tokens: count })),
});
