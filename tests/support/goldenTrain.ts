import ffnOnly from "../fixtures/train/ffnOnly.json";
import full from "../fixtures/train/full.json";
import lora from "../fixtures/train/lora.json";
import subnetwork from "../fixtures/train/subnetwork.json";
import tokens from "../fixtures/train/tokens.json";
import { windowRows } from "./windowRows";

/** One run of PyTorch. */
export interface GoldenRun {
  readonly seqLen: number;
  readonly batch: number;
  /** Before the update of each step. */
  readonly losses: readonly number[];
  /** Global, before clipping. */
  readonly gradNorms: readonly number[];
  /** By the tensor's or the parameter's name. */
  readonly firstStepGradNorms: Readonly<Record<string, number>>;
  readonly valBefore: Readonly<Record<string, number>>;
  readonly valAfter: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clip: number;
  readonly trainableParameters: number;
}

const toRun = (run: typeof full | typeof ffnOnly | typeof lora | typeof subnetwork): GoldenRun => ({
  seqLen: run.seqLen,
  batch: run.batch,
  losses: run.losses,
  gradNorms: run.grad_norms,
  firstStepGradNorms: run.first_step_grad_norms,
  valBefore: run.val_before,
  valAfter: run.val_after,
  learningRate: run.lr,
  weightDecay: run.weight_decay,
  clip: run.clip,
  trainableParameters: run.trainable_parameters,
});

export const GOLDEN_RUNS = {
  full: toRun(full),
  ffnOnly: toRun(ffnOnly),
  lora: toRun(lora),
  subnetwork: toRun(subnetwork),
} as const;

/** The neurons that `subnetwork` trained, by layer. */
export const GOLDEN_MASK: readonly (readonly number[])[] = Object.values(subnetwork.mask);

export const GOLDEN_LORA = { rank: lora.rank, alpha: lora.alpha } as const;

/** The windows that a step trained on; `split` cym_Latn and eng_Latn were validated with, 16 windows each. */
export function goldenWindows(
  firstWindow: number,
  nWindows: number,
  split: "cym_Latn.train" | "cym_Latn" | "eng_Latn" = "cym_Latn.train",
): number[][] {
  const { seqLen } = full;
  return Array.from({ length: nWindows }, (_, i) =>
    tokens[split].slice((firstWindow + i) * seqLen, (firstWindow + i + 1) * seqLen),
  );
}

/** What step `step` (from 0) trained on. */
export const goldenStep = (step: number) => windowRows(goldenWindows(step * full.batch, full.batch));
