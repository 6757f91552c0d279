/** A trainable tensor on the GPU, all f32 in row-major order. */
export interface Parameter {
  /** `model.layers.0.mlp.gate_proj.weight`, `....lora_A.weight`: the module, and what of it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly weight: GPUBuffer;
  /** Null where it is only applied (an imported adapter, an evaluation). */
  readonly grad: GPUBuffer | null;
}

/**
 * What takes the place of, or is added to, one frozen tensor W [out, in] of the decoder. A tuning method is a choice of these.
 * - `dense`: the parameter, [out, in] or a vector, is used and W is not.
 * - `rows`: parameter [k, in] takes the place of the k rows `index` of W; `columns`: parameter [out, k] of the columns.
 * - `lora`: y += scale * dropout(x A^T) B^T, A [r, in], B [out, r]; dropout lies where the published script has it.
 * - `scaleOutput`, `scaleInput`: y or x times the parameter [out] or [in], element by element (IA3).
 */
export type ModuleTuning =
  | { readonly kind: "dense"; readonly weight: Parameter }
  | { readonly kind: "rows" | "columns"; readonly count: number; readonly index: GPUBuffer; readonly weight: Parameter }
  | {
      readonly kind: "lora";
      readonly a: Parameter;
      readonly b: Parameter;
      readonly rank: number;
      readonly scale: number;
      /** Share of the elements of x A^T dropped in training. */
      readonly dropout: number;
    }
  | { readonly kind: "scaleOutput" | "scaleInput"; readonly scale: Parameter };

/** By the frozen tensor's name, as `model.layers.0.mlp.gate_proj.weight`. An empty map is the base model. */
export type Tuning = ReadonlyMap<string, ModuleTuning>;
