/** Short Python that reads each exported file. */

const quote = (text: string): string => JSON.stringify(text);

/** The torch mask names no language: its order is written down here. */
export function maskPt(file: string, languages: readonly string[]): string {
  return `import torch

languages = ${quote(languages.join(" "))}.split()
mask = torch.load(${quote(file)}, weights_only=True)  # mask[language][layer]: indices of neurons
for language, layers in zip(languages, mask):
    print(language, sum(len(layer) for layer in layers))
`;
}

export function maskSafetensors(file: string, languages: readonly string[], nLayers: number): string {
  return `from safetensors.torch import load_file

mask = load_file(${quote(file)})
neurons = [mask[f"${languages[0] ?? "eng_Latn"}.{layer}"] for layer in range(${nLayers})]
`;
}

export function maskJson(file: string): string {
  return `import json

with open(${quote(file)}) as f:
    mask = json.load(f)
neurons = dict(zip(mask["languages"], mask["neurons"]))  # neurons[language][layer]: indices
`;
}

export function stats(file: string): string {
  return `from safetensors import safe_open

with safe_open(${quote(file)}, "pt") as f:
    languages = f.metadata()["languages"].split()
    over_zero, n = f.get_tensor("over_zero"), f.get_tensor("n")
probability = over_zero / n[:, None, None]  # [language, layer, neuron]
`;
}

export function table(file: string): string {
  return `import pandas as pd

neurons = pd.read_csv(${quote(file)})
`;
}
