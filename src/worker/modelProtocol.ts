import type { CorpusFile } from "../corpus/corpus";
import type { Fit } from "../model/fit";
import type { Provider } from "../model/onnxRuntime";
import type { WeightFormat } from "../transformer/weightFormat";

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

export interface LoadProgress {
  /** With "starting" the model that was open before is gone, whether the new one starts or not. */
  readonly step: "listing" | "reading" | "hashing" | "finding gates" | "starting";
  readonly bytesDone: number;
  readonly bytesTotal: number;
}
