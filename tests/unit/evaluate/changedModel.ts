import type { ModuleDelta } from "../../../src/train/weightDelta";
import { tensorOf } from "../../../src/train/weightDelta";
import { randn } from "../../support/numeric";
import { randomSource } from "../../support/randomModel";
import { applied, DELTAS, SHAPES } from "../export/madeDelta";

/** The base of the made deltas. */
const MODEL = new Map(
  Array.from(SHAPES, ([name, shape], i) => {
    const n = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, values: randn(i + 1, n) }] as const;
  }),
);
export const base = { source: randomSource(MODEL), formats: new Map() };

/** Each trained weight before, and what applying the delta to the whole matrix adds to it: from the definitions, in f64. */
export function trained(change: ModuleDelta): { original: number[]; change: number[] } {
  const { shape, values } = MODEL.get(tensorOf(change))!;
  const width = shape.at(-1)!;
  const nRows = values.length / width;
  const weight = Array.from({ length: nRows }, (_, n) => [...values.subarray(n * width, (n + 1) * width)]);
  const after = applied(change, weight);
  const isTrained = (n: number, k: number): boolean => {
    if (change.kind === "rows") return change.index.includes(n);
    if (change.kind === "columns") return change.index.includes(k);
    return true;
  };
  const found: { original: number[]; change: number[] } = { original: [], change: [] };
  for (const [n, row] of weight.entries()) {
    for (const [k, w] of row.entries()) {
      if (!isTrained(n, k)) continue;
      found.original.push(w);
      found.change.push(after[n]![k]! - w);
    }
  }
  return found;
}

/** Every change of the made deltas, named by its method, kind and tensor. */
export const CHANGES: readonly (readonly [string, ModuleDelta])[] = [
  ...Object.entries(DELTAS).flatMap(([method, { modules }]) =>
    modules.map((module): [string, ModuleDelta] => [`${method}: ${module.kind} of ${tensorOf(module)}`, module]),
  ),
];
