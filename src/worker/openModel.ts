import type { TextTokenizer } from "../corpus/loadTokenizer";
import type { ModelFile } from "../model/modelFile";
import type { ModelInfo } from "../model/modelInfo";
import type { Provider } from "../model/onnxRuntime";
import type { TappedModel } from "../model/tapModel";
import type { WeightFormat } from "../transformer/weightFormat";
import type { Residency } from "./modelProtocol";

/** The model on the bench: read and hashed. What runs it is a `Session`. */
export type OpenModel = {
  readonly info: ModelInfo;
  readonly dtype: string;
  readonly hash: string;
  /** config.json and the tokenizer's files. */
  readonly smallFiles: readonly ModelFile[];
  readonly file: ModelFile;
  readonly shards: readonly ModelFile[];
  readonly tokenizer: TextTokenizer;
} & (
  | { readonly provider: Provider; readonly tapped: TappedModel }
  /** Our own decoder, which needs no graph. */
  | {
      readonly provider: "wgsl";
      readonly tapped: null;
      readonly residency: Residency;
      readonly weightFormat: WeightFormat;
    }
);
