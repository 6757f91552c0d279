import { type Decoder, openDecoder } from "../../src/transformer/decoder";
import { destroyWeights } from "../../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../../src/transformer/loadWeights";
import { randomSource } from "./randomModel";
import { fetchSample } from "./sampleModel";
import { SAMPLE_CONFIG, safetensorsOf } from "./sampleTensors";

/** The sample's checkpoint read as f32 in our decoder, as the golden runs have it. */
export async function openSampleCheckpoint(device: GPUDevice): Promise<{ decoder: Decoder; close: () => void }> {
  const tensors = await safetensorsOf(await fetchSample("model.safetensors"));
  const model = new Map(
    Array.from(tensors, ([name, { shape, values }]) => [name, { shape, values: Float32Array.from(values) }] as const),
  );
  const weights = await loadDecoderWeights(randomSource(model), SAMPLE_CONFIG, { device });
  const decoder = await openDecoder(device, SAMPLE_CONFIG, weights);
  return {
    decoder,
    close() {
      decoder.destroy();
      destroyWeights(weights);
    },
  };
}
