import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { MaskFormat } from "../export/maskFiles";
import type { LanguageOverlap } from "../lape/languageOverlap";
import type { LapeConfig } from "../lape/lapeResult";
import type { NeuronDetail } from "../lape/neuronDetail";
import type { NeuronTable } from "../lape/neuronTable";
import type { LanguageProgress } from "../lape/scanProgress";
import type { Fit } from "../model/fit";
import type { Provider } from "../model/onnxRuntime";
import type { WeightFormat } from "../transformer/weightFormat";
import type { EvaluationJobs } from "./evaluationProtocol";
import type { FinetuneJobs } from "./finetuneJobs";
import type { Job } from "./job";
import type { CorpusProgress, CorpusTable } from "./textProtocol";

/** A model folder: its address, or its files with their paths inside the folder. */
export type ModelLocation =
  /** `dtypes`: look for these only; otherwise the server is asked once for every dtype there is. */
  | { readonly kind: "url"; readonly url: string; readonly dtypes?: readonly string[] }
  | { readonly kind: "files"; readonly files: readonly CorpusFile[] };

/** What this browser and this machine offer. */
export interface Environment {
  readonly adapter: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    readonly isSoftware: boolean;
    readonly features: readonly string[];
    readonly maxBufferBytes: number;
    readonly maxBindingBytes: number;
  } | null;
  readonly jspi: boolean;
  readonly threads: number;
  /** Free bytes the browser grants this page for checkpoints, or null where it does not say. */
  readonly storageFreeBytes: number | null;
  /** Whether saved scans outlive the tab; where the browser grants no private files they do not. */
  readonly keepsScans: boolean;
  readonly provider: Provider;
  /** Why this provider is the default, in a sentence. */
  readonly providerReason: string;
}

/** One dtype of a model folder. */
export interface DtypeChoice {
  readonly dtype: string;
  readonly path: string;
  readonly bytes: number;
  readonly webgpu: Fit;
  readonly wasm: Fit;
  /** In this program's own decoder, all weights on the GPU. */
  readonly wgsl: Fit;
}

/** What a model folder holds, before anything large is read. */
export interface ModelListing {
  readonly name: string;
  readonly architecture: string;
  readonly nLayers: number;
  readonly dModel: number;
  readonly dMlp: number;
  readonly dVocab: number;
  readonly context: number;
  readonly choices: readonly DtypeChoice[];
  /** `.onnx` files of the folder that are left aside, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** The dtype that is chosen unless one is named. */
  readonly preferred: string;
}

/** What runs a model: ONNX Runtime on WebGPU or wasm, or our own decoder in WGSL. */
export type ScanProvider = Provider | "wgsl";

/** Whether our decoder keeps all weights on the GPU, or reads them layer by layer for each batch. */
export type Residency = "resident" | "stream";

/** An open model: listed, read and ready to scan. */
export interface ModelSummary extends ModelListing {
  readonly hash: string;
  readonly dtype: string;
  readonly provider: ScanProvider;
  readonly residency: Residency;
  readonly weightFormat: WeightFormat;
  readonly bytes: number;
  readonly hasBos: boolean;
  /** What was done to the graph: gates found, nodes and bytes pruned. Null where our own decoder runs the model. */
  readonly surgery: {
    readonly actFn: string;
    readonly nodesBefore: number;
    readonly nodesAfter: number;
    readonly bytesBefore: number;
    readonly bytesAfter: number;
    readonly accuracyLevelForced: number;
  } | null;
  /** How weights reach the runtime, and the peak that costs, in a sentence. */
  readonly loading: string;
}

/** Which model to open, and how; what is left out is chosen. */
export interface OpenModelRequest {
  readonly location: ModelLocation;
  readonly dtype?: string;
  readonly provider?: ScanProvider;
  /** Of our own decoder. */
  readonly residency?: Residency;
  readonly weightFormat?: WeightFormat;
}

/** A part of a scan, or all of it, that an earlier one left. */
export interface SavedScan {
  readonly tokensDone: number;
  readonly tokensTotal: number;
  readonly languages: readonly LanguageProgress[];
}

export interface LoadProgress {
  /** With "starting" the model that was open before is gone, whether the new one starts or not. */
  readonly step: "listing" | "reading" | "hashing" | "finding gates" | "starting";
  readonly bytesDone: number;
  readonly bytesTotal: number;
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

/** Every job the worker knows. Request, progress and result of a job cannot come apart. */
export interface Jobs extends FinetuneJobs, EvaluationJobs {
  environment: Job<object, Environment>;
  listModel: Job<{ location: ModelLocation }, ModelListing, LoadProgress>;
  openModel: Job<OpenModelRequest, ModelSummary, LoadProgress>;
  addCorpus: Job<{ files: readonly CorpusFile[]; options: ImportOptions }, CorpusTable, CorpusProgress>;
  importAgain: Job<{ options: ImportOptions }, CorpusTable, CorpusProgress>;
  tokenizeCorpus: Job<object, CorpusTable, CorpusProgress>;
  clearCorpus: Job<object, null>;
  savedScan: Job<{ config: ScanConfig }, SavedScan | null>;
  savedBytes: Job<object, number>;
  forgetScans: Job<object, null>;
  scan: Job<ScanConfig, ResultSummary, ScanProgress>;
  select: Job<LapeConfig, SelectionSummary>;
  selectNeurons: Job<LapeConfig, SelectionWithNeurons>;
  stats: Job<
    object,
    {
      /** Those that have tokens: a language that the scan has not come to is left out. */
      languages: string[];
      n: number[];
      nLayers: number;
      dMlp: number;
      /** [layer][language], a count a neuron. */
      overZero: Uint32Array<ArrayBuffer>[][];
      /** NaN where a stats file holds no means. */
      meanActivation: Float32Array<ArrayBuffer>[][];
    }
  >;
  neuronMap: Job<{ kind: MapKind; language?: string }, NeuronMap>;
  overlap: Job<object, LanguageOverlap>;
  neuronTable: Job<object, NeuronTable>;
  neuron: Job<{ layer: number; index: number }, NeuronDetail>;
  exportMask: Job<{ format: MaskFormat }, Blob>;
  exportStats: Job<object, Blob>;
  exportTable: Job<object, Blob>;
  exportManifest: Job<object, Blob>;
  importMask: Job<{ file: Blob; languages?: readonly string[] }, SelectionSummary>;
  importStats: Job<{ file: Blob; languages?: readonly string[] }, ResultSummary>;
}

export type JobName = keyof Jobs;

/** Page to worker. */
export type ToWorker =
  | { [N in JobName]: { readonly id: number; readonly name: N; readonly args: Jobs[N]["args"] } }[JobName]
  | { readonly abort: number };

/** Worker to page. */
export type FromWorker =
  | { readonly id: number; readonly progress: Jobs[JobName]["progress"] }
  | { readonly id: number; readonly result: Jobs[JobName]["result"] }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };
