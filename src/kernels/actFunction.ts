import wgsl from "../../shaders/mlp/act_fn.wgsl?raw";
import type { ActFn } from "../tensor/actFn";

const ACT_FN_CODE: Readonly<Record<ActFn, number>> = {
  identity: 0,
  relu: 1,
  silu: 2,
  quick_gelu: 3,
  gelu_tanh: 4,
  gelu: 5,
};

/** A kernel's text with `act_fn` and `act_fn_derivative` behind it, so that its own lines keep their numbers. */
export const withActFn = (kernel: string): string => `${kernel}\n${wgsl}`;

/** The value of the override that chooses the function. */
export const actFnConstant = (actFn: ActFn): Record<"ACT_FN", number> => ({ ACT_FN: ACT_FN_CODE[actFn] });
