import { FormatError } from "../formats/formatError";
import { asJsonCount, asJsonList, asJsonObject, asJsonStrings, parseJson } from "../formats/json";
import type { NeuronMask } from "../lape/neuronMask";
import type { Manifest } from "./manifest";
import { MASK_FORMAT, type RawMask } from "./maskOfFile";
import { readManifest } from "./readManifest";

/** Ten times the mask of a hundred languages over half a million neurons. */
const MAX_BYTES = 256 * 2 ** 20;

/** The mask as JSON: neurons are [language][layer][sorted indices]. */
export function writeJsonMask(mask: NeuronMask, manifest: Manifest): Blob {
  const value = {
    format: MASK_FORMAT,
    version: 1,
    languages: mask.languages,
    n_layers: mask.nLayers,
    d_mlp: mask.dMlp,
    neurons: mask.neurons.map((layers) => layers.map((indices) => [...indices])),
    provenance: manifest,
  };
  return new Blob([`${JSON.stringify(value)}\n`], { type: "application/json" });
}

/** Reads such a file. */
export async function readJsonMask(file: Blob, warnings: string[]): Promise<RawMask> {
  if (file.size > MAX_BYTES) throw new FormatError(`a JSON mask of ${file.size} bytes; ${MAX_BYTES} at most are read`);
  const value = asJsonObject(parseJson(await file.text(), "the mask"), "the mask");
  if (value.format !== MASK_FORMAT) {
    throw new FormatError(`the JSON's format is ${JSON.stringify(value.format) ?? "missing"}, not "${MASK_FORMAT}"`);
  }
  if (value.version !== 1) {
    throw new FormatError(`${MASK_FORMAT} version ${JSON.stringify(value.version)} is not known; 1 is`);
  }
  const neurons = asJsonList(value.neurons, "neurons").map((layers, k) =>
    asJsonList(layers, `neurons[${k}]`).map((indices, l) =>
      asJsonList(indices, `neurons[${k}][${l}]`).map((index, i) => asJsonCount(index, `neurons[${k}][${l}][${i}]`)),
    ),
  );
  return {
    neurons,
    languages: asJsonStrings(value.languages, "languages"),
    nLayers: asJsonCount(value.n_layers, "n_layers"),
    dMlp: asJsonCount(value.d_mlp, "d_mlp"),
    manifest: readManifest(value.provenance, warnings),
  };
}
