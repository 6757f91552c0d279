import { FormatError } from "../formats/formatError";
import { toInt64, toSafeIntegers } from "../formats/int64";
import { asJsonCount, asJsonObject, asJsonStrings } from "../formats/json";
import type { PickleValue } from "../formats/pickleValue";
import { asTensor, type TorchTensor, tensorNode } from "../formats/torchTensor";
import { openTorchZip, readTorchNote, readTorchTensor, writeTorchZip } from "../formats/torchZip";
import type { NeuronMask } from "../lape/neuronMask";
import type { Manifest } from "./manifest";
import type { RawMask } from "./maskOfFile";
import { readManifest } from "./readManifest";

const NOTE = "extra/manifest.json";

/** The published layout, `List[lang][layer]` of int64 tensors, for torch.load. The manifest and the names lie beside it. */
export function writeTorchMask(mask: NeuronMask, manifest: Manifest): Blob {
  const storages: BigInt64Array<ArrayBuffer>[] = [];
  const value = mask.neurons.map((layers) =>
    layers.map((indices) => {
      storages.push(toInt64(indices));
      return tensorNode("I64", indices.length, String(storages.length - 1));
    }),
  );
  const note = { ...manifest, mask: { languages: mask.languages, n_layers: mask.nLayers, d_mlp: mask.dMlp } };
  return writeTorchZip("mask", value, storages, { [NOTE]: JSON.stringify(note, null, 2) });
}

/** Reads such a file, published or ours. */
export async function readTorchMask(file: Blob, warnings: string[]): Promise<RawMask> {
  const zip = await openTorchZip(file);
  const neurons: ArrayLike<number>[][] = [];
  for (const [k, layers] of describeTensors(zip.value, file.size).entries()) {
    const indices: ArrayLike<number>[] = [];
    for (const [l, tensor] of layers.entries()) {
      const what = place(k, l);
      indices.push(toSafeIntegers(await readTorchTensor(zip, tensor, "I64", what), what));
    }
    neurons.push(indices);
  }
  return { neurons, ...readNote(await readTorchNote(zip, NOTE), neurons.length, warnings) };
}

const place = (language: number, layer: number) => `language ${language}, layer ${layer}`;

/**
 * [language][layer] tensors of one dimension. A hostile pickle can name one list or one tensor many times over, so what it names
 * may not take more bytes than its file has.
 */
function describeTensors(value: PickleValue, fileSize: number): readonly (readonly TorchTensor[])[] {
  const lists = asList(value, "the saved value").map((layers, k) => asList(layers, `language ${k}`));
  const count = lists.reduce((sum, layers) => sum + layers.length, 0);
  if (count > fileSize) throw new FormatError(`the mask names ${count} tensors, its file has ${fileSize} bytes`);
  let bytes = 0;
  return lists.map((layers, k) =>
    layers.map((layer, l) => {
      const tensor = asTensor(layer, place(k, l));
      const { length } = tensor.shape;
      if (length !== 1) throw new FormatError(`${place(k, l)}: a tensor of ${length} dimensions, expected 1`);
      bytes += 8 * tensor.nElements;
      if (bytes > fileSize) {
        throw new FormatError(`${place(k, l)}: the tensors so far take more bytes than their file has`);
      }
      return tensor;
    }),
  );
}

function asList(value: PickleValue | undefined, what: string): readonly PickleValue[] {
  if (Array.isArray(value)) return value;
  throw new FormatError(`${what} is not a list; a mask is a list of languages, each a list of layers`);
}

/** What the manifest says of the mask: torch files of other makers say nothing. */
function readNote(text: string | undefined, count: number, warnings: string[]): Omit<RawMask, "neurons"> {
  const note = readManifest(text, warnings);
  if (!note?.mask) return { manifest: note };
  const { mask, ...manifest } = note;
  const said = asJsonObject(mask, "the manifest's mask");
  const languages = asJsonStrings(said.languages, "the manifest's mask.languages");
  if (languages.length !== count) {
    warnings.push(`the manifest names ${languages.length} languages, the file holds ${count}: its names were left out`);
  }
  return {
    languages: languages.length === count ? languages : undefined,
    nLayers: asJsonCount(said.n_layers, "the manifest's mask.n_layers"),
    dMlp: asJsonCount(said.d_mlp, "the manifest's mask.d_mlp"),
    manifest,
  };
}
