import type { LoadedVariant } from "./loadVariant";
import type { ModelInfo } from "./modelInfo";
import { openOnnxWeights } from "./onnxWeights";
import { openSafetensorsWeights } from "./safetensorsWeights";
import type { WeightSource } from "./weightSource";

/** The weights of a model's variant, whatever its files are. Reads headers and the graph; weights stay in the files. */
export function openWeights(
  { file, shards }: Pick<LoadedVariant, "file" | "shards">,
  info: ModelInfo,
): Promise<WeightSource> {
  return file.path.endsWith(".onnx") ? openOnnxWeights(file, shards, info) : openSafetensorsWeights(file, shards);
}
