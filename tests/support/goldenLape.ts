import { toTypedArray } from "../../src/formats/dtype";
import { openSafetensors } from "../../src/formats/safetensors";
import type { ActivationStats } from "../../src/lape/activationStats";
import type { LapeConfig } from "../../src/lape/lapeResult";
import selection from "../fixtures/lape/selection.json";

export const N_LAYERS = 6;
export const D_MLP = 768;

/** What `selection.json` says of one setting. */
export interface GoldenSelection {
  readonly config: LapeConfig;
  /** Neurons selected before the activation bar. */
  readonly union: number;
  /** Sorted [layer, neuron] pairs. */
  readonly languages: Readonly<Record<string, readonly (readonly number[])[]>>;
}

export const GOLDEN_SELECTIONS: readonly GoldenSelection[] = selection.map((s) => ({
  config: { topRate: s.top_rate, filterRate: s.filter_rate, activationBarRatio: s.activation_bar_ratio },
  union: s.union,
  languages: s.languages,
}));

/** The stats of `activations.safetensors`. */
export async function goldenStats(file: Blob): Promise<ActivationStats> {
  const { metadata, tensors } = await openSafetensors(file);
  const load = async (name: string) => {
    const { dtype, bytes } = tensors.get(name)!;
    return toTypedArray(dtype, await bytes.arrayBuffer());
  };
  const languages = metadata.get("languages")!.split(" ");
  const [overZero, tokens, mean] = await Promise.all(["over_zero", "n", "mean_activation"].map(load));
  const size = N_LAYERS * D_MLP;
  const n = Float64Array.from(tokens!, Number);
  const slice = (array: typeof overZero, k: number) => Array.from(array!.slice(k * size, (k + 1) * size), Number);
  return {
    languages,
    nLayers: N_LAYERS,
    dMlp: D_MLP,
    n,
    overZero: languages.map((_, k) => Uint32Array.from(slice(overZero, k))),
    actSum: languages.map((_, k) => Float64Array.from(slice(mean, k), (value) => value * n[k]!)),
  };
}

/** f32[6 * 768]: LAPE at filter rate 0.95, -1 where no language passes. */
export async function goldenEntropy(file: Blob): Promise<Float32Array> {
  const { tensors } = await openSafetensors(file);
  const { bytes } = tensors.get("entropy")!;
  return new Float32Array(await bytes.arrayBuffer());
}

/** A mask's lists as `selection.json` writes them. */
export function neuronPairs(layers: readonly Int32Array[]): number[][] {
  return layers.flatMap((indices, layer) => Array.from(indices, (index) => [layer, index]));
}
