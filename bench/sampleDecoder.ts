import { openWeights } from "../src/model/openWeights";
import type { WeightSource } from "../src/model/weightSource";
import { type Decoder, openDecoder } from "../src/transformer/decoder";
import type { DecoderConfig } from "../src/transformer/decoderConfig";
import type { DecoderWeights } from "../src/transformer/decoderWeights";
import { destroyWeights, loadDecoderWeights } from "../src/transformer/loadWeights";
import { readDecoderConfig } from "../src/transformer/readDecoderConfig";
import { fetchSample, sampleModel } from "../tests/support/sampleModel";

/** The sample model's q4 file in our decoder. */
export interface SampleDecoder {
  readonly config: DecoderConfig;
  readonly source: WeightSource;
  readonly weights: DecoderWeights;
  readonly decoder: Decoder;
  release(): void;
}

export async function openSampleDecoder(device: GPUDevice): Promise<SampleDecoder> {
  const config = readDecoderConfig(JSON.parse(await (await fetchSample("config.json")).text()));
  const { file, info } = await sampleModel(fetchSample);
  const source = await openWeights({ file, shards: [] }, info);
  const weights = await loadDecoderWeights(source, config, { device });
  const decoder = await openDecoder(device, config, weights);
  const release = (): void => {
    decoder.destroy();
    destroyWeights(weights);
  };
  return { config, source, weights, decoder, release };
}
