import { drawIndices, seededRandom } from "../tensor/random";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { layerTensors, outerTensors, type TensorSpec } from "../transformer/decoderTensors";
import type { FinetuneConfig, LoraConfig, Method } from "./finetuneConfig";
import type { PlannedModule, TuningPlan } from "./tuningPlan";

/** What a plan depends on beside the model. */
export interface PlanOptions {
  /** The chosen neurons of each layer, sorted: `subnetwork` trains them, `random` as many others. */
  readonly neurons: readonly ArrayLike<number>[] | null;
  /** Of the draw of `random`. */
  readonly seed: number;
  readonly lora: LoraConfig;
}

/** A tuning method. */
export interface Trainable {
  /** Whether it needs the neurons of a mask. */
  readonly needsNeurons: boolean;
  /** Which values it trains, from the lowest layer up. Throws a RangeError where neurons are missing or not of this model. */
  readonly modules: (config: DecoderConfig, options: PlanOptions) => PlannedModule[];
}

const layers = ({ nLayers }: DecoderConfig): number[] => Array.from({ length: nLayers }, (_, l) => l);

interface MatrixSpec {
  readonly tensor: string;
  readonly shape: readonly [number, number];
}

const matrix = ({ name, shape }: TensorSpec): MatrixSpec => ({ tensor: name, shape: [shape[0]!, shape[1]!] });

/** The three matrices of each layer's feed-forward part. */
const mlpMatrices = (config: DecoderConfig): MatrixSpec[] =>
  layers(config).flatMap((l) => {
    const { gate, up, down } = layerTensors(config, l);
    return [gate, up, down].map(matrix);
  });

/** The neurons of each layer; a RangeError says what is wrong with them. */
function checkedNeurons({ nLayers, dMlp }: DecoderConfig, { neurons }: PlanOptions): Int32Array<ArrayBuffer>[] {
  if (!neurons) throw new RangeError("no neurons were given: choose a mask and its language");
  if (neurons.length !== nLayers) {
    throw new RangeError(`the mask has ${neurons.length} layers, the model ${nLayers}: choose a mask of this model`);
  }
  for (const [l, index] of neurons.entries()) {
    for (let i = 0; i < index.length; i++) {
      const j = index[i]!;
      if (Number.isInteger(j) && j >= 0 && j < dMlp && (i === 0 || j > index[i - 1]!)) continue;
      const why = `neuron ${j} of layer ${l} is out of order or not below ${dMlp}`;
      throw new RangeError(`${why}: choose a mask of this model`);
    }
  }
  if (neurons.every((index) => index.length === 0)) {
    throw new RangeError("the mask has no neurons of this language: choose another language or a larger share");
  }
  return neurons.map((index) => Int32Array.from(index));
}

/** Gate and up rows and down columns of the neurons; layers without neurons are left out. */
const neuronModules = (config: DecoderConfig, neurons: readonly Int32Array<ArrayBuffer>[]): PlannedModule[] =>
  neurons.flatMap((index, l): PlannedModule[] => {
    if (index.length === 0) return [];
    const { gate, up, down } = layerTensors(config, l);
    return [
      { kind: "rows", ...matrix(gate), index },
      { kind: "rows", ...matrix(up), index },
      { kind: "columns", ...matrix(down), index },
    ];
  });

/** `total` neurons drawn from all (layer, neuron) alike: their number a layer is left to chance, as in the published baseline. */
function randomNeurons({ nLayers, dMlp }: DecoderConfig, total: number, seed: number): Int32Array<ArrayBuffer>[] {
  const byLayer = Array.from({ length: nLayers }, (): number[] => []);
  const draw = drawIndices(nLayers * dMlp, seededRandom(seed, "random neurons"));
  for (let i = 0; i < total; i++) {
    const neuron = draw.next().value!;
    byLayer[Math.floor(neuron / dMlp)]!.push(neuron % dMlp);
  }
  return byLayer.map((index) => Int32Array.from(index).sort());
}

/** Every tuning method, as a value. */
export const TRAINABLES: Readonly<Record<Method, Trainable>> = {
  subnetwork: {
    needsNeurons: true,
    modules: (config, options) => neuronModules(config, checkedNeurons(config, options)),
  },
  random: {
    needsNeurons: true,
    modules: (config, options) => {
      const total = checkedNeurons(config, options).reduce((sum, index) => sum + index.length, 0);
      return neuronModules(config, randomNeurons(config, total, options.seed));
    },
  },
  ffnOnly: {
    needsNeurons: false,
    modules: (config) => mlpMatrices(config).map((spec) => ({ kind: "dense", ...spec })),
  },
  full: {
    needsNeurons: false,
    modules: (config) => {
      const { embedding, finalNorm, head } = outerTensors(config);
      const inner = layers(config).flatMap((l) => Object.values(layerTensors(config, l)));
      const all = [embedding, ...inner, finalNorm, ...(config.isTied ? [] : [head])];
      return all.map(({ name, shape }) => ({ kind: "dense", tensor: name, shape }));
    },
  },
  lora: {
    needsNeurons: false,
    modules: (config, { lora }) => mlpMatrices(config).map((spec) => ({ kind: "lora", ...spec, ...lora })),
  },
  // After PEFT's defaults for Llama; no source of the published method defines it.
  ia3: {
    needsNeurons: false,
    modules: (config) =>
      layers(config).flatMap((l): PlannedModule[] => {
        const { k, v, down } = layerTensors(config, l);
        return [
          { kind: "scaleOutput", ...matrix(k) },
          { kind: "scaleOutput", ...matrix(v) },
          { kind: "scaleInput", ...matrix(down) },
        ];
      }),
  },
};

/**
 * What a run trains of a model. Pure; throws a RangeError that says what to choose where it cannot.
 * @param neurons by layer; needed by the methods that say so
 */
export function planTuning(
  decoder: DecoderConfig,
  { method, seed, lora }: Pick<FinetuneConfig, "method" | "seed" | "lora">,
  neurons: PlanOptions["neurons"],
): TuningPlan {
  return { method, modules: TRAINABLES[method].modules(decoder, { neurons, seed, lora }) };
}
