import type { InterventionOp } from "../../src/kernels/intervention";
import { randn } from "./numeric";

export const OPS: readonly InterventionOp[] = ["set", "add", "scale"];

/** One neuron; some of an odd width; all; more than a workgroup holds in either direction. */
export const INTERVENTION_SHAPES = [
  { nRows: 1, dMlp: 1, nIndex: 1 },
  { nRows: 5, dMlp: 31, nIndex: 4 },
  { nRows: 3, dMlp: 9, nIndex: 9 },
  { nRows: 33, dMlp: 101, nIndex: 65 },
] as const;

/** Different neurons in no order, with values. */
export function chosenNeurons(dMlp: number, nIndex: number) {
  const index = Uint32Array.from({ length: dMlp }, (_, j) => (7 * j + 3) % dMlp).subarray(0, nIndex);
  return { index: index.slice(), value: randn(9, nIndex) };
}
