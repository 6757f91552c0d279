import type { TextTokenizer } from "../corpus/loadTokenizer";
import type { ModelInfo } from "../model/modelInfo";
import type { Provider } from "../model/onnxRuntime";
import type { ModelFile, TappedModel } from "../model/tapModel";

/** The model on the bench: read, tapped and hashed. What runs it is a `Session`. */
export interface OpenModel {
  readonly info: ModelInfo;
  readonly dtype: string;
  readonly provider: Provider;
  readonly hash: string;
  /** config.json and the tokenizer's files. */
  readonly smallFiles: readonly ModelFile[];
  readonly file: ModelFile;
  readonly shards: readonly ModelFile[];
  readonly tapped: TappedModel;
  readonly tokenizer: TextTokenizer;
}
