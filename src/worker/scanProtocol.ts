import type { LanguageProgress } from "../lape/scanProgress";

/** A part of a scan, or all of it, that an earlier one left. */
export interface SavedScan {
  readonly tokensDone: number;
  readonly tokensTotal: number;
  readonly languages: readonly LanguageProgress[];
}

/** What to count. Everything has a default; `languages` is all of the corpus. */
export interface ScanConfig {
  readonly languages?: readonly string[];
  /** Whole windows drawn with `seed`, at most so many tokens; all tokens when left out. */
  readonly tokensPerLanguage?: number;
  /** Tokens a window; 512, or the model's context where that is smaller. */
  readonly seqLen?: number;
  readonly seed?: number;
  readonly bos?: boolean;
  readonly oneDocumentAWindow?: boolean;
  /** Activations of one run may take so many bytes. */
  readonly memoryBytes?: number;
  /** Forget what was saved for the same scan. */
  readonly startOver?: boolean;
  /** Run the self-check anew, whatever it said before on this device. */
  readonly recheck?: boolean;
}

export interface ScanProgress {
  readonly step: "tokenizing" | "self-check" | "scanning";
  readonly languages: readonly LanguageProgress[];
  readonly tokensDone: number;
  readonly tokensTotal: number;
  /** Null until enough was timed. */
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Grows whenever views of the result changed. */
  readonly revision: number;
  /** What the self-check found, as soon as it is known: of a scan that it stops there is no result to carry it. */
  readonly selfCheck?: SelfCheckSummary;
}

/** Gate signs of one window on WebGPU against wasm. */
export interface SelfCheckSummary {
  readonly passed: boolean;
  readonly partial: boolean;
  /** Share of compared gates that may differ in sign, and the share that did, per layer. */
  readonly tolerance: number;
  readonly ratePerLayer: readonly number[];
  readonly worst: { readonly layer: number; readonly token: number; readonly neuron: number } | null;
  readonly hasNaN: boolean;
  readonly nCompared: number;
  /** Features of the device that was compared, as "without subgroups". */
  readonly device: string;
}
