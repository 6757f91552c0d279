import { fitBatchWindows } from "../lape/batchSize";
import { GATE_MEMORY_BYTES, type GateBatch, residentBatch, streamedBatch } from "../transformer/gateBatch";
import { streamSource } from "../transformer/streamSource";
import { decoderOf } from "./decoderOf";
import type { ScanConfig } from "./scanProtocol";
import { closeSession, type Session } from "./session";

/** A GPU needs thousands of tokens a run to be busy; a CPU does not, and short runs let Pause act soon. */
const TOKENS_A_RUN = { gpu: 4096, cpu: 512 };

type Sized = Pick<Session, "model" | "gpu" | "source">;

/** How a scan goes through our own decoder; null where ONNX Runtime runs the model. */
async function ownBatch({ memoryBytes }: ScanConfig, { model, gpu }: Sized, seqLen: number): Promise<GateBatch | null> {
  if (model.provider !== "wgsl" || !gpu) return null;
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  const { limits, isSoftware } = gpu;
  const memory = { seqLen, memoryBytes: memoryBytes ?? GATE_MEMORY_BYTES, limits, isSoftware };
  return model.residency === "stream" ? streamedBatch(decoder.config, memory) : residentBatch(decoder.config, memory);
}

/** Windows a run. */
export async function batchWindowsOf(config: ScanConfig, session: Sized, seqLen: number): Promise<number> {
  const { gpu, source, model } = session;
  const own = await ownBatch(config, session, seqLen);
  if (own) return own.windows;
  const windows = fitBatchWindows({
    nLayers: source.nLayers,
    dMlp: source.dMlp,
    seqLen,
    bytesPerValue: model.tapped?.dtype === "f16" ? 2 : 4,
    memoryBytes: config.memoryBytes ?? GATE_MEMORY_BYTES,
    maxBindingBytes: gpu?.limits.maxStorageBufferBindingSize,
  });
  const tokens = gpu && !gpu.isSoftware ? TOKENS_A_RUN.gpu : TOKENS_A_RUN.cpu;
  return Math.min(windows, Math.max(1, Math.floor(tokens / seqLen)));
}

/** The session, its layers streamed in parts that the scan's memory holds. A given one that is not returned was closed. */
export async function fitStream(config: ScanConfig, session: Session, seqLen: number): Promise<Session> {
  const { model, gpu, source } = session;
  if (model.provider !== "wgsl" || model.residency !== "stream" || !gpu) return session;
  try {
    const decoder = await decoderOf(model);
    const batch = await ownBatch(config, session, seqLen);
    if (decoder.refusal !== null || !batch) return session;
    await source.release();
    const options = { device: gpu.device, format: model.weightFormat, tokensAtOnce: batch.tokensAtOnce };
    return { ...session, source: await streamSource(decoder.source, decoder.config, options) };
  } catch (error) {
    await closeSession(session);
    throw error;
  }
}
