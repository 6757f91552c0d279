import type { Tensor } from "onnxruntime-web";
import { halvesToFloats } from "../tensor/halfFloat";
import type { ActivationSource, LayerGate, OnGate, WindowBatch } from "./activationSource";
import { buildFeeds } from "./feeds";
import type { ModelInfo } from "./modelInfo";
import { createSession, loadRuntime, type Provider, type Session } from "./onnxRuntime";
import type { TappedModel } from "./tapModel";

export interface SourceOptions {
  readonly provider: Provider;
  /** Needed for "webgpu": the device that the counting kernels run on. */
  readonly device?: GPUDevice;
  readonly info: ModelInfo;
  readonly signal?: AbortSignal;
}

type Outputs = Readonly<Record<string, Tensor>>;

/** A session with its inputs made from windows. */
interface DecoderSession {
  readonly outputNames: readonly string[];
  run(batch: WindowBatch, outputs: readonly string[]): Promise<Outputs>;
  release(): Promise<void>;
}

async function openDecoder(tapped: TappedModel, options: SourceOptions): Promise<DecoderSession> {
  const { provider, device, info, signal } = options;
  if (provider === "webgpu" && !device) throw new Error(`${info.name} on webgpu needs a device`);
  const { Tensor } = await loadRuntime();
  const session: Session = await createSession(tapped.proto, {
    name: info.name,
    provider,
    ...(device && provider === "webgpu" ? { device } : {}),
    external: tapped.external,
    ...(signal ? { signal } : {}),
  });
  return {
    outputNames: session.outputNames,
    async run(batch, outputs) {
      const feeds: Record<string, Tensor> = {};
      for (const [name, { type, data, dims }] of buildFeeds(tapped.inputs, batch, info)) {
        feeds[name] = new Tensor(type, data, dims);
      }
      return session.run(feeds, outputs);
    },
    release: () => session.release(),
  };
}

function dispose(outputs: Outputs): void {
  for (const tensor of Object.values(outputs)) tensor.dispose();
}

/** A tensor's elements as f32; an f16 tensor's come as Float16Array, or as their bits where the engine has none. */
function toFloats(data: Tensor.DataType): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) return halvesToFloats(data);
  return Float32Array.from(data as ArrayLike<number>);
}

/** Throws unless `tensor` holds one gate per window, token and neuron. */
function checkGate(tensor: Tensor, name: string, batch: WindowBatch, tapped: TappedModel): void {
  const { dims, type } = tensor;
  const wanted = batch.nWindows * batch.seqLen * tapped.dMlp;
  if (dims.at(-1) !== tapped.dMlp || dims.reduce((a, b) => a * b, 1) !== wanted) {
    throw new Error(
      `gate "${name}" came out as [${dims.join(", ")}], not [${batch.nWindows}, ${batch.seqLen}, ${tapped.dMlp}]`,
    );
  }
  const dtype = type === "float32" ? "f32" : type === "float16" ? "f16" : type;
  if (dtype !== tapped.dtype) throw new Error(`gate "${name}" came out as ${dtype}, not ${tapped.dtype}`);
}

/**
 * Opens a tapped model as a source of gate activations. On WebGPU the gates are buffers of `device`, those of all layers until the last
 * was read; on wasm they come as f32. Rejects when the runtime dropped a tap, or wants an input that no decoder has.
 */
export async function openSource(tapped: TappedModel, options: SourceOptions): Promise<ActivationSource> {
  const decoder = await openDecoder(tapped, options);
  const names = tapped.taps.map(({ tensor }) => tensor);
  const missing = names.filter((name) => !decoder.outputNames.includes(name));
  if (missing.length > 0) {
    await decoder.release();
    throw new Error(
      `${options.info.name}: ONNX Runtime gives no output ${missing.join(", ")} (${missing.length} taps lost)`,
    );
  }

  const gateOf = (tensor: Tensor, layer: number, { lengths, seqLen }: WindowBatch): LayerGate =>
    options.provider === "wasm"
      ? { layer, lengths, seqLen, location: "cpu", values: toFloats(tensor.data) }
      : { layer, lengths, seqLen, location: "gpu", dtype: tapped.dtype, buffer: tensor.gpuBuffer as GPUBuffer };

  async function run(batch: WindowBatch, onGate: OnGate): Promise<void> {
    const outputs = await decoder.run(batch, names);
    try {
      for (const name of names) checkGate(outputs[name]!, name, batch, tapped);
      for (const [layer, name] of names.entries()) await onGate(gateOf(outputs[name]!, layer, batch));
    } finally {
      dispose(outputs);
    }
  }

  return {
    nLayers: tapped.taps.length,
    dMlp: tapped.dMlp,
    taps: tapped.taps,
    run,
    release: () => decoder.release(),
  };
}

/** A model's plain forward pass, for measuring what taps cost. */
export interface Forward {
  /** Runs all outputs that the graph has (logits, caches) and leaves them where they are computed. */
  run(batch: WindowBatch): Promise<{ readonly outputs: Outputs; readonly release: () => void }>;
  release(): Promise<void>;
}

/** Opens a model as it is (tapped with `tap: false, prune: false`). */
export async function openForward(tapped: TappedModel, options: SourceOptions): Promise<Forward> {
  const decoder = await openDecoder(tapped, options);
  return {
    async run(batch) {
      const outputs = await decoder.run(batch, decoder.outputNames);
      return { outputs, release: () => dispose(outputs) };
    },
    release: () => decoder.release(),
  };
}
