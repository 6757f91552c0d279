import { requestDevice } from "../gpu/device";
import { openDecoder } from "../transformer/decoder";
import { decoderSource } from "../transformer/decoderSource";
import { loadDecoderWeights } from "../transformer/loadWeights";
import { streamSource } from "../transformer/streamSource";
import type { WeightFormat } from "../transformer/weightFormat";
import { decoderOf } from "./decoderOf";
import type { OpenModel } from "./openModel";
import { baseValues } from "./runBase";
import type { Engine, EngineSession, Session } from "./session";

export interface EngineHooks {
  readonly signal: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

async function decoderAndDevice(model: OpenModel) {
  const answer = await decoderOf(model);
  if (answer.refusal !== null) {
    throw new Error(`${model.info.name} cannot run in this page's own decoder: ${answer.refusal}`);
  }
  const gpu = await requestDevice();
  if (!gpu) throw new Error("this browser gives no WebGPU adapter, and this page's own decoder runs on WebGPU alone");
  return { config: answer.config, source: answer.source, gpu };
}

/** Opens a model in our decoder on a device of its own. */
export async function openEngine(
  model: OpenModel,
  format: WeightFormat,
  { signal, onProgress }: EngineHooks,
): Promise<EngineSession> {
  const { config, source, gpu } = await decoderAndDevice(model);
  const { device } = gpu;
  try {
    const weights = await loadDecoderWeights(source, config, {
      device,
      format,
      signal,
      ...(onProgress ? { onProgress } : {}),
    });
    const decoder = await openDecoder(device, config, weights);
    const engine: Engine = { decoder, base: baseValues(source, format), format };
    return { model, gpu, source: decoderSource(decoder), checked: new Map(), engine };
  } catch (error) {
    device.destroy();
    throw error;
  }
}

/** Opens a model whose weights are read layer by layer: it scans, however small the GPU's memory is. */
export async function openStream(
  model: Extract<OpenModel, { provider: "wgsl" }>,
  { signal }: EngineHooks,
): Promise<Session> {
  const { config, source, gpu } = await decoderAndDevice(model);
  signal.throwIfAborted();
  const streamed = await streamSource(source, config, { device: gpu.device, format: model.weightFormat });
  return { model, gpu, source: streamed, checked: new Map(), engine: null };
}
