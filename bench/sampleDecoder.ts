import { readModelInfo } from "../src/model/modelInfo";
import { openWeights } from "../src/model/openWeights";
import type { BaseValues } from "../src/train/baseValues";
import { type Decoder, openDecoder } from "../src/transformer/decoder";
import type { DecoderConfig } from "../src/transformer/decoderConfig";
import type { DecoderWeights } from "../src/transformer/decoderWeights";
import { destroyWeights } from "../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../src/transformer/loadWeights";
import { readDecoderConfig } from "../src/transformer/readDecoderConfig";
import { baseValues } from "../src/worker/runBase";
import { fetchSample } from "../tests/support/sampleModel";

/** The sample model in our decoder. */
export interface SampleDecoder {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
  readonly decoder: Decoder;
  readonly base: BaseValues;
  release(): void;
}

/** @param path of the weights in the sample's folder: the checkpoint, or the ONNX file that ONNX Runtime runs */
export async function openSampleDecoder(
  device: GPUDevice,
  path: "onnx/model_q4.onnx" | "model.safetensors",
): Promise<SampleDecoder> {
  const json = JSON.parse(await (await fetchSample("config.json")).text());
  const config = readDecoderConfig(json);
  const file = { path, blob: await fetchSample(path) };
  const source = await openWeights({ file, shards: [] }, readModelInfo(json, "babel-7m"));
  const weights = await loadDecoderWeights(source, config, { device });
  const decoder = await openDecoder(device, config, weights);
  const release = (): void => {
    decoder.destroy();
    destroyWeights(weights);
  };
  return { config, weights, decoder, base: baseValues(source, "as stored"), release };
}
