import { download } from "../gpu/buffers";
import { halvesToFloats } from "../tensor/halfFloat";
import type { ActivationSource, LayerGate, WindowBatch } from "./activationSource";
import type { ModelFile } from "./modelFile";
import type { ModelInfo } from "./modelInfo";
import { loadRuntime } from "./onnxRuntime";
import { openSource } from "./onnxSource";
import { compareLayer, judge, type LayerComparison, type SelfCheckResult } from "./selfCheck";
import { planSelfCheck } from "./selfCheckPlan";
import { tapModel } from "./tapModel";

/** What the reference is made from. */
export interface CheckedModel {
  readonly file: ModelFile;
  readonly shards: readonly ModelFile[];
  readonly info: ModelInfo;
}

/** Gates of one window as the wasm provider computes them; serves several candidates. */
export interface GateReference {
  readonly window: WindowBatch;
  /** f32[n_tokens, d_mlp] of all layers, or of the first ones. */
  readonly layers: readonly Float32Array[];
  readonly partial: boolean;
}

/**
 * Runs one unpadded window of `ids`, as long as the scan's windows, on the wasm provider: all layers, or the first two of a model that is
 * too large for it.
 */
export async function makeReference(
  { file, shards, info }: CheckedModel,
  ids: Int32Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<GateReference> {
  const seqLen = ids.length;
  const bytes = [file, ...shards].reduce((sum, { blob }) => sum + blob.size, 0);
  const { threads } = await loadRuntime();
  const { partial, firstLayers = info.nLayers } = planSelfCheck(info, bytes, seqLen, threads);
  const tapped = await tapModel(file, shards, { nLayers: info.nLayers, dMlp: info.dMlp, firstLayers });
  const source = await openSource(tapped, { provider: "wasm", info, ...(signal ? { signal } : {}) });
  try {
    const window = { ids, lengths: Uint32Array.of(seqLen), nWindows: 1, seqLen };
    const layers: Float32Array[] = [];
    await source.run(window, (gate) => {
      if (gate.location !== "cpu") throw new Error("the wasm provider left its gates on the GPU");
      layers[gate.layer] = gate.values;
    });
    return { window, layers, partial };
  } finally {
    await source.release();
  }
}

/** A gate of `length` values in memory. */
async function readGate(gate: LayerGate, length: number, device: GPUDevice): Promise<Float32Array> {
  if (gate.location === "cpu") return gate.values;
  const bytes = length * (gate.dtype === "f16" ? 2 : 4);
  const buffer = await download(device, gate.buffer, 0, Math.ceil(bytes / 4) * 4);
  return gate.dtype === "f16"
    ? halvesToFloats(new Uint16Array(buffer, 0, length))
    : new Float32Array(buffer, 0, length);
}

/** Runs the reference's window on `source`, whose device is `device`, and compares the signs of all gates at all positions. */
export async function runSelfCheck(
  source: ActivationSource,
  device: GPUDevice,
  reference: GateReference,
): Promise<SelfCheckResult> {
  const { window, layers, partial } = reference;
  const shape = { nTokens: window.seqLen, dMlp: source.dMlp };
  const compared: LayerComparison[] = [];
  let dtype: "f32" | "f16" = "f32";
  await source.run(window, async (gate) => {
    const wanted = layers[gate.layer];
    if (!wanted) return; // a partial reference has the first layers only
    const got = await readGate(gate, shape.nTokens * shape.dMlp, device);
    compared.push(compareLayer(gate.layer, wanted, got, shape));
    if (gate.location === "gpu") dtype = gate.dtype;
  });
  return judge(compared, { ...shape, dtype, nLayers: layers.length, partial });
}
