import wgsl from "../../shaders/mlp/intervene.wgsl?raw";

/** What an intervention does to an activation with its value. */
export type InterventionOp = "set" | "add" | "scale";

/** The kernels' param `op`. */
export const INTERVENTION_OP: Readonly<Record<InterventionOp, number>> = { set: 0, add: 1, scale: 2 };

/** The definition. */
export const INTERVENE: Readonly<Record<InterventionOp, (x: number, value: number) => number>> = {
  set: (_, value) => value,
  add: (x, value) => x + value,
  scale: (x, value) => x * value,
};

/** Chosen neurons of one layer, each at most once, with one value each. */
export interface ChosenNeurons {
  readonly index: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** A kernel's text with `intervene` behind it. */
export const withIntervene = (kernel: string): string => `${kernel}\n${wgsl}`;

/** Refuses an operation that the kernels do not know. */
export function checkOp(kernel: string, op: number): void {
  if (!Object.values(INTERVENTION_OP).includes(op))
    throw new RangeError(`${kernel}: op ${op} is none of set, add, scale`);
}
