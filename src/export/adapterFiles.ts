import { fileOfParts, type OutputFile, streamOf } from "../formats/outputFile";
import { layOutTensors, type TensorShape } from "../formats/safetensorsLayout";
import { zipChunks } from "../formats/streamedZip";
import type { WeightDelta } from "../train/weightDelta";
import { type AdapterDelta, adapterConfig, asAdapter, CONFIG_FILE } from "./adapterConfig";
import { adapterReadme } from "./adapterReadme";
import { baseMetadata } from "./baseModel";
import { factorA, factorB, rankOf } from "./loraFactors";
import type { Manifest } from "./manifest";

export const TENSOR_FILE = "adapter_model.safetensors";
/** What PEFT puts before the names of the modules of a model. */
export const PREFIX = "base_model.model.";

/** A tensor whose values are made when they are written. */
interface MadeTensor extends TensorShape {
  readonly make: () => Float32Array<ArrayBuffer>;
}

function tensorsOf(adapter: AdapterDelta): MadeTensor[] {
  const f32 = (name: string, shape: readonly number[], make: MadeTensor["make"]): MadeTensor => ({
    name: PREFIX + name,
    dtype: "F32",
    shape,
    make,
  });
  if (adapter.type === "IA3") {
    return adapter.modules.map(({ kind, module, scale }) =>
      f32(`${module}.ia3_l`, kind === "scaleInput" ? [1, scale.length] : [scale.length, 1], () => scale),
    );
  }
  return adapter.modules.flatMap((change) => {
    const { rank } = rankOf(change);
    const [out, width] = change.shape;
    return [
      f32(`${change.module}.lora_A.weight`, [rank, width], () => factorA(change)),
      f32(`${change.module}.lora_B.weight`, [out, rank], () => factorB(change)),
    ];
  });
}

function tensorFile(adapter: AdapterDelta, manifest: Manifest): OutputFile {
  const { header, ordered, bytes } = layOutTensors(tensorsOf(adapter), {
    // What transformers asks of every file it loads.
    format: "pt",
    version: "1",
    method: adapter.method,
    ...baseMetadata(adapter.base),
    manifest: JSON.stringify(manifest),
  });
  return {
    path: TENSOR_FILE,
    bytes,
    chunks: async function* () {
      yield header.slice();
      for (const { make } of ordered) yield new Uint8Array(make().slice().buffer);
    },
  };
}

/**
 * The delta as an adapter that PEFT loads: rows and columns by one-hot factors, LoRA as it is, IA3 by its vectors. Exact on the
 * base it was trained on; what the files say where that base is quantized, the README says. Throws a RangeError for a
 * delta of whole tensors.
 */
export function adapterFiles(delta: WeightDelta, manifest: Manifest): OutputFile[] {
  const adapter = asAdapter(delta);
  return [
    fileOfParts(CONFIG_FILE, [`${JSON.stringify(adapterConfig(adapter), null, 2)}\n`]),
    tensorFile(adapter, manifest),
    fileOfParts("README.md", [adapterReadme(adapter)]),
    fileOfParts("babelscope_manifest.json", [`${JSON.stringify(manifest, null, 2)}\n`]),
  ];
}

/** Those files in one archive. */
export async function exportAdapter(delta: WeightDelta, manifest: Manifest): Promise<Blob> {
  const archive = new Response(streamOf(zipChunks(adapterFiles(delta, manifest))));
  return new Blob([await archive.blob()], { type: "application/zip" });
}
