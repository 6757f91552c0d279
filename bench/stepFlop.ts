import type { PlannedModule, TuningPlan } from "../src/train/tuningPlan";
import type { DecoderConfig } from "../src/transformer/decoderConfig";

/** Operations a token, of a training step over windows of `seqLen` tokens. */
export interface StepFlop {
  readonly forward: number;
  /** Backward to activations. */
  readonly activations: number;
  /** Gradients of trained weights. */
  readonly weights: number;
  readonly total: number;
}

const layerOf = ({ tensor }: PlannedModule): number => Number(/^model\.layers\.(\d+)\./.exec(tensor)?.[1] ?? -1);

/** Two operations a product of a module's own matrices, a token; none of vectors and tables. */
function ownProducts(module: PlannedModule): number {
  const [nOut, nIn] = [module.shape[0]!, module.shape[1]];
  if (nIn === undefined || layerOf(module) < 0) return 0;
  switch (module.kind) {
    case "dense":
      return 2 * nOut * nIn;
    case "rows":
      return 2 * module.index.length * nIn;
    case "columns":
      return 2 * nOut * module.index.length;
    case "lora":
      return 2 * module.rank * (nOut + nIn);
    default:
      return 0;
  }
}

/**
 * What a step needs at least: no gradients of frozen weights, and in the lowest trained layer nothing below what is trained there.
 * Products of matrices and attention alone; every token but a window's last is predicted.
 */
export function stepFlop(config: DecoderConfig, { method, modules }: TuningPlan, seqLen: number): StepFlop {
  const { nLayers, dModel, dMlp, nHeads, nKvHeads, dHead, dVocab } = config;
  const projections = 2 * dModel * dHead * (2 * nHeads + 2 * nKvHeads);
  const feedForward = 2 * 3 * dModel * dMlp;
  const attention = (4 * nHeads * dHead * seqLen) / 2; // a token sees half its window
  const head = (2 * dModel * dVocab * (seqLen - 1)) / seqLen;
  const backThroughLayer = projections + feedForward + 2.5 * attention;
  const sumOf = (these: readonly PlannedModule[]): number =>
    these.reduce((sum, module) => sum + ownProducts(module), 0);

  const loras = sumOf(modules.filter(({ kind }) => kind === "lora"));
  const forward = nLayers * (projections + feedForward + attention) + head + loras;
  const lowest = Math.min(...modules.map(layerOf));
  if (lowest < 0) {
    const activations = head + nLayers * backThroughLayer;
    const weights = head + nLayers * (projections + feedForward);
    return { forward, activations, weights, total: forward + activations + weights };
  }
  const through = {
    subnetwork: sumOf(modules.filter((module) => layerOf(module) === lowest && module.kind === "columns")),
    ffnOnly: feedForward / 3,
    lora: feedForward / 3,
    ia3: feedForward + 2 * dModel * nHeads * dHead + 2.5 * attention,
  };
  const inLowest = through[method === "random" ? "subnetwork" : method === "full" ? "ffnOnly" : method];
  const activations = head + (nLayers - lowest - 1) * backThroughLayer + inLowest + loras;
  const weights = sumOf(modules);
  return { forward, activations, weights, total: forward + activations + weights };
}
