import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { MaskFormat } from "../export/maskFiles";
import type { LanguageOverlap } from "../lape/languageOverlap";
import type { LapeConfig } from "../lape/lapeResult";
import type { NeuronDetail } from "../lape/neuronDetail";
import type { NeuronTable } from "../lape/neuronTable";
import type { EvaluationJobs } from "./evaluationProtocol";
import type { FinetuneJobs } from "./finetuneProtocol";
import type { Job } from "./job";
import type {
  Environment,
  LoadProgress,
  ModelListing,
  ModelLocation,
  ModelSummary,
  OpenModelRequest,
} from "./modelProtocol";
import type { SavedScan, ScanConfig, ScanProgress } from "./scanProtocol";
import type { MapKind, NeuronMap, ResultSummary, SelectionSummary, SelectionWithNeurons } from "./selectionProtocol";
import type { CorpusProgress, CorpusTable } from "./textProtocol";

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
