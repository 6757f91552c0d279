import type { LapeConfig } from "../lape/lapeResult";
import type { ScanProvider } from "./modelProtocol";
import type { SelfCheckSummary } from "./scanProtocol";

/** A result that is on the bench: from a scan (running or complete) or from a stats file. */
export interface ResultSummary {
  readonly revision: number;
  readonly complete: boolean;
  readonly languages: readonly string[];
  /** Tokens counted, a language. */
  readonly n: readonly number[];
  readonly nLayers: number;
  readonly dMlp: number;
  readonly source: "scan" | "file";
  readonly provider: ScanProvider | null;
  readonly seconds: number | null;
  readonly tokensPerSecond: number | null;
  /** Of ONNX Runtime, beside JavaScript's own memory: it never shrinks, so this is its peak. Null for counts from a file. */
  readonly wasmHeapBytes: number | null;
  readonly selfCheck: SelfCheckSummary | null;
  readonly seqLen: number | null;
  readonly modelName: string;
  readonly date: string;
  /** What to know of a stats file; selections made from it say it too. */
  readonly warnings: readonly string[];
}

/** The outcome of a selection, or of an imported mask. */
export interface SelectionSummary {
  readonly languages: readonly string[];
  /** Members a language, in that order. */
  readonly members: readonly number[];
  /** u32[n_langs, n_layers]. */
  readonly layerCounts: Uint32Array<ArrayBuffer>;
  readonly nLayers: number;
  readonly dMlp: number;
  /** Neurons selected before the activation bar. */
  readonly selected: number;
  readonly threshold: number | null;
  readonly bar: number | null;
  readonly config: LapeConfig | null;
  readonly source: "lape" | "file";
  /** The counts it was made from, as they were then; null for a mask file, which does not tell. */
  readonly counted: CountedSummary | null;
  readonly warnings: readonly string[];
  readonly revision: number;
}

/** Counts at one moment: what pictures and files made from them say of their origin. */
export interface CountedSummary {
  /** Over all languages. */
  readonly nTokens: number;
  readonly complete: boolean;
  readonly modelName: string;
  /** Null where the counts come from a file that does not tell. */
  readonly dtype: string | null;
  /** ISO; null likewise. */
  readonly date: string | null;
}

/** A selection with the neurons it is made of, [language][layer][sorted indices]. */
export interface SelectionWithNeurons {
  readonly selection: SelectionSummary;
  readonly neurons: number[][][];
}

/** What a layer x neuron map shows. */
export type MapKind = "entropy" | "probability" | "selected";

/** f32[n_layers, d_mlp]; NaN where there is no value. */
export interface NeuronMap {
  readonly kind: MapKind;
  readonly language: string | null;
  readonly nLayers: number;
  readonly dMlp: number;
  readonly values: Float32Array<ArrayBuffer>;
}
