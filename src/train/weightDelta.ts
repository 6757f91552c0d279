import type { Method } from "./finetuneConfig";

/** What a run changed of one module; `module` is the name without `.weight`, as `model.layers.0.mlp.gate_proj`. */
export type ModuleDelta =
  /** Rows or columns `index` of a matrix: `delta` f32[k, in] or [out, k] is what is added to the base. */
  | {
      readonly kind: "rows" | "columns";
      readonly module: string;
      /** Of the whole matrix, [out, in]. */
      readonly shape: readonly [number, number];
      readonly index: Int32Array<ArrayBuffer>;
      readonly delta: Float32Array<ArrayBuffer>;
    }
  /** All of a tensor `tensor` (a full name: `model.norm.weight`, a bias): `delta` f32[shape] is what is added. */
  | {
      readonly kind: "dense";
      readonly module: string;
      readonly tensor: string;
      readonly shape: readonly number[];
      readonly delta: Float32Array<ArrayBuffer>;
    }
  | {
      readonly kind: "lora";
      readonly module: string;
      readonly shape: readonly [number, number];
      readonly rank: number;
      readonly alpha: number;
      /** f32[rank, in] and f32[out, rank]; B A * alpha / rank is added. */
      readonly a: Float32Array<ArrayBuffer>;
      readonly b: Float32Array<ArrayBuffer>;
    }
  /** IA3: the module's output or input is multiplied by `scale` f32[out] or [in]. */
  | {
      readonly kind: "scaleOutput" | "scaleInput";
      readonly module: string;
      readonly shape: readonly [number, number];
      readonly scale: Float32Array<ArrayBuffer>;
    };

/** The frozen tensor that a module's change is of, by its full name. */
export const tensorOf = (change: ModuleDelta): string =>
  change.kind === "dense" ? change.tensor : `${change.module}.weight`;

/** What a run left: it makes the tuned model of the base it was trained on, and of no other. */
export interface WeightDelta {
  readonly method: Method;
  readonly modules: readonly ModuleDelta[];
  readonly base: {
    readonly name: string;
    /** sha256 as in the manifest. */
    readonly hash: string;
    /** Of the weights trained on, as `usedWeights` names them: "q4", "f16 as q8". A quantized base is meant dequantized. */
    readonly dtype: string;
    /** Whether the weights trained on are other numbers than a checkpoint's floats. */
    readonly isRounded: boolean;
  };
}
