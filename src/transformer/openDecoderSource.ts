import type { JsonValue } from "../formats/json";
import type { LoadedVariant } from "../model/loadVariant";
import type { ModelInfo } from "../model/modelInfo";
import { openWeights } from "../model/openWeights";
import type { WeightSource } from "../model/weightSource";
import type { DecoderConfig } from "./decoderConfig";
import { readDecoderConfig } from "./readDecoderConfig";
import { isHeadShared } from "./weightFormat";

/** A model as our decoder computes it, its weights still in their files. */
export interface DecoderSource {
  readonly config: DecoderConfig;
  readonly source: WeightSource;
}

/**
 * Opens a model's weights for our decoder. `isTied` is told by the files: they may hold a head of its own although config.json ties
 * it to the embedding, and then the head is computed with and trained. Rejects with a FormatError for a config that the decoder
 * does not know, before the weights are looked at.
 * @param json config.json
 */
export async function openDecoderSource(
  json: JsonValue,
  files: Pick<LoadedVariant, "file" | "shards">,
  info: ModelInfo,
): Promise<DecoderSource> {
  const said = readDecoderConfig(json);
  const source = await openWeights(files, info);
  return { config: { ...said, isTied: isHeadShared(source, said) }, source };
}
