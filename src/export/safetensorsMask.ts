import { FormatError } from "../formats/formatError";
import { toInt64, toSafeIntegers } from "../formats/int64";
import { asJsonCount } from "../formats/json";
import { findTensor, openSafetensors, readTensor, type Safetensors, writeSafetensors } from "../formats/safetensors";
import type { NeuronMask } from "../lape/neuronMask";
import { joinLanguages, splitLanguages } from "./languagesOfFile";
import type { Manifest } from "./manifest";
import { MASK_FORMAT, type RawMask } from "./maskOfFile";
import { readManifest } from "./readManifest";

/** One int64 tensor `{lang}.{layer}` for every language and layer, empty ones too. */
export function writeSafetensorsMask(mask: NeuronMask, manifest: Manifest): Blob {
  const tensors = mask.neurons.flatMap((layers, k) =>
    layers.map((indices, l) => ({
      name: `${mask.languages[k]}.${l}`,
      dtype: "I64" as const,
      shape: [indices.length],
      parts: [toInt64(indices)],
    })),
  );
  return writeSafetensors(tensors, {
    format: MASK_FORMAT,
    version: "1",
    languages: joinLanguages(mask.languages),
    n_layers: String(mask.nLayers),
    d_mlp: String(mask.dMlp),
    manifest: JSON.stringify(manifest),
  });
}

/** Reads such a file. Without our metadata the names of the tensors say which languages and layers there are. */
export async function readSafetensorsMask(file: Blob, warnings: string[]): Promise<RawMask> {
  const open = await openSafetensors(file);
  const { metadata } = open;
  const languages = splitLanguages(metadata.get("languages")) ?? languagesByName(open);
  const nLayers = open.tensors.size / Math.max(languages.length, 1);
  if (!Number.isInteger(nLayers)) {
    throw new FormatError(
      `${open.tensors.size} tensors for ${languages.length} languages: a mask has one for every layer`,
    );
  }
  const neurons: ArrayLike<number>[][] = [];
  for (const language of languages) {
    const lists: ArrayLike<number>[] = [];
    for (let l = 0; l < nLayers; l++) {
      const tensor = findTensor(open, `${language}.${l}`);
      if (tensor.shape.length !== 1) {
        throw new FormatError(`tensor "${tensor.name}" has ${tensor.shape.length} dimensions, not 1`);
      }
      lists.push(toSafeIntegers(await readTensor(tensor, "I64"), tensor.name));
    }
    neurons.push(lists);
  }
  return {
    neurons,
    languages,
    nLayers: toCount(metadata, "n_layers"),
    dMlp: toCount(metadata, "d_mlp"),
    manifest: readManifest(metadata.get("manifest"), warnings),
  };
}

/** Languages by the names of the tensors, `{lang}.{layer}`, in the order of their first appearance. */
function languagesByName(file: Safetensors): readonly string[] {
  const languages = new Set<string>();
  for (const name of file.tensors.keys()) {
    const language = /^(.+)\.\d+$/.exec(name)?.[1];
    if (!language) throw new FormatError(`tensor "${name}": the tensors of a mask are named {language}.{layer}`);
    languages.add(language);
  }
  return [...languages];
}

function toCount(metadata: ReadonlyMap<string, string>, key: string): number | undefined {
  const text = metadata.get(key);
  return text === undefined ? undefined : asJsonCount(Number(text), `metadata ${key}`);
}
