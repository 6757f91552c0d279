import { requestDevice } from "../../src/gpu/device";
import { openWeights } from "../../src/model/openWeights";
import type { WeightSource } from "../../src/model/weightSource";
import { type Decoder, openDecoder } from "../../src/transformer/decoder";
import { loadDecoderWeights } from "../../src/transformer/loadWeights";
import { readDecoderConfig } from "../../src/transformer/readDecoderConfig";
import { fetchSample, type SampleModel, sampleModel } from "./sampleModel";

export interface SampleDecoder extends SampleModel {
  readonly device: GPUDevice;
  readonly weights: WeightSource;
  readonly decoder: Decoder;
}

/** The sample's q4 file in our decoder, in a browser; destroying the device frees all of it. */
export async function openSampleDecoder(): Promise<SampleDecoder> {
  const { device } = (await requestDevice())!;
  const sample = await sampleModel(fetchSample);
  const config = readDecoderConfig(JSON.parse(await (await fetchSample("config.json")).text()));
  const weights = await openWeights({ file: sample.file, shards: [] }, sample.info);
  const decoder = await openDecoder(device, config, await loadDecoderWeights(weights, config, { device }));
  return { ...sample, device, weights, decoder };
}
