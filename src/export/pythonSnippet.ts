import type { NeuronMask } from "../lape/neuronMask";
import type { MaskFormat } from "./maskFiles";

/** Python that loads a mask file as `neurons[language][layer]`, int64 tensors, with the names of its languages. */
export function pythonSnippet(format: MaskFormat, fileName: string, mask: NeuronMask): string {
  const file = JSON.stringify(fileName);
  const count = `# ${mask.languages.length} languages x ${mask.nLayers} layers of ${mask.dMlp} neurons`;
  return `${SNIPPET[format](file, mask).join("\n")}\n${count}\n`;
}

const SNIPPET: Readonly<Record<MaskFormat, (file: string, mask: NeuronMask) => readonly string[]>> = {
  pt: (file, { languages }) => [
    "import torch",
    "",
    `languages = ${JSON.stringify(languages)}`,
    `neurons = dict(zip(languages, torch.load(${file}, weights_only=True)))`,
  ],
  safetensors: (file) => [
    "from safetensors import safe_open",
    "",
    `with safe_open(${file}, framework="pt") as f:`,
    "    metadata = f.metadata()",
    '    languages, n_layers = metadata["languages"].split(), int(metadata["n_layers"])',
    '    neurons = {k: [f.get_tensor(f"{k}.{l}") for l in range(n_layers)] for k in languages}',
  ],
  json: (file) => [
    "import json",
    "import torch",
    "",
    `with open(${file}, encoding="utf-8") as f:`,
    "    mask = json.load(f)",
    "neurons = {",
    "    k: [torch.tensor(layer, dtype=torch.int64) for layer in layers]",
    '    for k, layers in zip(mask["languages"], mask["neurons"])',
    "}",
  ],
};
