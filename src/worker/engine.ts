import { requestDevice } from "../gpu/device";
import type { BaseValues } from "../train/baseValues";
import { type Decoder, openDecoder } from "../transformer/decoder";
import { decoderSource } from "../transformer/decoderSource";
import { loadDecoderWeights } from "../transformer/loadWeights";
import { placeSession, takeSession } from "./benchSession";
import { decoderOf } from "./decoderOf";
import type { WeightFormat } from "./finetuneProtocol";
import type { OpenModel } from "./openModel";
import { baseValues } from "./runBase";
import { closeSession, type Session } from "./session";

/** Our own decoder with all weights of a model on the GPU. */
export interface Engine {
  readonly decoder: Decoder;
  readonly base: BaseValues;
  readonly format: WeightFormat;
}

export type EngineSession = Session & { readonly engine: Engine; readonly gpu: NonNullable<Session["gpu"]> };

export interface EngineHooks {
  readonly signal: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

const isEngine = (session: Session): session is EngineSession => session.engine !== null && session.gpu !== null;

/** Opens a model in our decoder on a device of its own. */
export async function openEngine(
  model: OpenModel,
  format: WeightFormat,
  { signal, onProgress }: EngineHooks,
): Promise<EngineSession> {
  const answer = await decoderOf(model);
  if (answer.refusal !== null)
    throw new Error(`${model.info.name} cannot run in this page's own decoder: ${answer.refusal}`);
  const { config, source } = answer;
  const gpu = await requestDevice();
  if (!gpu) throw new Error("this browser gives no WebGPU adapter, and this page's own decoder runs on WebGPU alone");
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

/**
 * The model on the bench in our decoder. What else stood there is closed first: two models at once may be more than the memory
 * holds, and the next scan opens its own again.
 */
export async function benchEngine(model: OpenModel, format: WeightFormat, hooks: EngineHooks): Promise<EngineSession> {
  const open = takeSession();
  if (open && isEngine(open) && open.model === model && open.engine.format === format) {
    placeSession(open);
    return open;
  }
  if (open) await closeSession(open);
  const session = await openEngine(model, format, hooks);
  placeSession(session);
  return session;
}
