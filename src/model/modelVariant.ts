import type { DtypeFormat } from "./dtypes";
import type { ModelFile } from "./modelFile";
import type { ModelInfo } from "./modelInfo";

/** A file of a model's folder that is not read yet. */
export interface FolderFile {
  /** Inside the folder, as `onnx/model_q4.onnx`. */
  readonly path: string;
  readonly bytes: number;
  /** Where it is: at hand, or at an address. */
  readonly source: Blob | string;
}

/** One dtype of the model. */
export interface Variant {
  readonly format: DtypeFormat;
  /** The `.onnx` file, then its shards; of a checkpoint `model.safetensors`, or the index and the files it lists. */
  readonly files: readonly FolderFile[];
  /** Of all files. */
  readonly bytes: number;
  /** Paths of shards that config.json or the index announces and the folder lacks. */
  readonly missing: readonly string[];
}

/** A folder in Hugging Face layout, before anything large is read. */
export interface ModelFolder {
  readonly info: ModelInfo;
  /** config.json and the tokenizer's files, for the model's hash. */
  readonly smallFiles: readonly ModelFile[];
  /** In the order of `DTYPES`, then the checkpoint (`format.isCheckpoint`); at least one. */
  readonly variants: readonly Variant[];
  /** `.onnx` and `.safetensors` files that are left aside, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}
