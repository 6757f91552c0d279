import { EMBEDDING } from "../transformer/decoderTensors";
import type { Method } from "./finetuneConfig";

/** What is trained of, or beside, one tensor of the decoder; the kinds are those of `ModuleTuning`. */
export type PlannedModule = {
  /** Full name of the frozen tensor, `model.layers.0.mlp.gate_proj.weight`. */
  readonly tensor: string;
} & (
  | { readonly kind: "dense"; readonly shape: readonly number[] }
  | {
      readonly kind: "rows" | "columns";
      /** Of the whole matrix, [out, in]. */
      readonly shape: readonly [number, number];
      /** Sorted, each once. */
      readonly index: Int32Array<ArrayBuffer>;
    }
  | {
      readonly kind: "lora";
      readonly shape: readonly [number, number];
      readonly rank: number;
      readonly alpha: number;
      readonly dropout: number;
    }
  | { readonly kind: "scaleOutput" | "scaleInput"; readonly shape: readonly [number, number] }
);

/** What a parameter holds before the first update. `kaiming` is uniform in +-1 / sqrt(in). */
export type InitialValues = "base" | "kaiming" | "zeros" | "ones";

export interface PlannedParameter {
  /** As PEFT and PyTorch would call it: the tensor's own name, or the module's with `.lora_A.weight` or `.ia3_l`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: InitialValues;
}

/** Which values a run trains. Nothing is read or allocated for it. */
export interface TuningPlan {
  readonly method: Method;
  /** From the lowest layer up. */
  readonly modules: readonly PlannedModule[];
}

/** Bytes on the GPU beside the frozen model. */
export interface TuningBytes {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two. */
  readonly moments: number;
  /** The copy of the best weights, where a run validates. */
  readonly best: number;
}

/** A tensor's name without `.weight`: what Hugging Face calls the module. */
export const moduleOfTensor = (tensor: string): string => tensor.replace(/\.weight$/, "");

/** The parameters of one module, in the order in which they are kept. */
export function parametersOfModule(module: PlannedModule): PlannedParameter[] {
  const { tensor, shape } = module;
  const name = moduleOfTensor(tensor);
  const [nOut, nIn] = [shape[0]!, shape[1] ?? 1];
  switch (module.kind) {
    case "dense":
      return [{ name: tensor, shape, initial: "base" }];
    case "rows":
      return [{ name: tensor, shape: [module.index.length, nIn], initial: "base" }];
    case "columns":
      return [{ name: tensor, shape: [nOut, module.index.length], initial: "base" }];
    case "lora":
      return [
        { name: `${name}.lora_A.weight`, shape: [module.rank, nIn], initial: "kaiming" },
        { name: `${name}.lora_B.weight`, shape: [nOut, module.rank], initial: "zeros" },
      ];
    case "scaleOutput":
      return [{ name: `${name}.ia3_l`, shape: [nOut], initial: "ones" }];
    case "scaleInput":
      return [{ name: `${name}.ia3_l`, shape: [nIn], initial: "ones" }];
  }
}

export const elementsOf = (shape: readonly number[]): number => shape.reduce((n, dim) => n * dim, 1);

/** Trainable values of a plan. */
export const countParameters = ({ modules }: TuningPlan): number =>
  modules.flatMap(parametersOfModule).reduce((sum, { shape }) => sum + elementsOf(shape), 0);

/** Why a device that binds `limit` bytes cannot train the plan, null where it can. */
export function bindingProblem({ modules }: TuningPlan, limit: number): string | null {
  // Matrices are bound in parts; the embedding's gradient is written where the tokens say, so it is bound as a whole.
  const embedding = modules.find(({ kind, tensor }) => kind === "dense" && tensor === EMBEDDING);
  const bytes = embedding ? 4 * elementsOf(embedding.shape) : 0;
  if (bytes <= limit) return null;
  return `the gradient of ${EMBEDDING} has ${bytes} bytes, the device binds ${limit}: train by a method that leaves the embedding frozen`;
}

/** What a run of this plan takes on the GPU. */
export function tuningBytes(plan: TuningPlan): TuningBytes {
  const bytes = 4 * countParameters(plan);
  return { weights: bytes, gradients: bytes, moments: 2 * bytes, best: bytes };
}

/**
 * Numbers a token that the decoder holds for a plan's own products while it computes them, beside the model's activations. One module's
 * at a time: as many as the widest needs.
 */
export function tuningWidth({ modules }: TuningPlan): number {
  let [chosen, backThroughChosen, low, scaled, backThroughScaled] = [0, 0, 0, 0, 0];
  for (const module of modules) {
    const [nOut, nIn] = [module.shape[0]!, module.shape[1] ?? 1];
    switch (module.kind) {
      case "rows":
        chosen = Math.max(chosen, module.index.length);
        break;
      case "columns":
        chosen = Math.max(chosen, module.index.length);
        backThroughChosen = Math.max(backThroughChosen, module.index.length);
        break;
      case "lora":
        low = Math.max(low, module.rank);
        break;
      case "scaleOutput":
        scaled = Math.max(scaled, nOut);
        backThroughScaled = Math.max(backThroughScaled, nOut);
        break;
      case "scaleInput":
        scaled = Math.max(scaled, nIn);
        break;
    }
  }
  return chosen + backThroughChosen + 2 * low + scaled + backThroughScaled;
}
