import { FormatError } from "../formats/formatError";
import { type ModuleDelta, tensorOf, type WeightDelta } from "../train/weightDelta";
import type { BaseModel } from "./baseModel";

/**
 * The delta, when each tensor it changes is one of the base, of that shape, changed once, with indices that ascend within it and
 * numbers that are finite. Errors name the module.
 */
export function checkDelta(delta: WeightDelta, { tensors }: Pick<BaseModel, "tensors">): WeightDelta {
  const seen = new Set<string>();
  for (const change of delta.modules) {
    const name = tensorOf(change);
    if (seen.has(name)) throw new FormatError(`${name} is changed twice`);
    seen.add(name);
    const base = tensors.get(name);
    if (!base) throw new FormatError(`${name} is changed, and the model has no such tensor`);
    if (`${base.shape}` !== `${change.shape}`) {
      throw new FormatError(`${name} is [${base.shape}] in the model, its change is of [${change.shape}]`);
    }
    for (const { what, values, length } of numbersOf(change)) checkNumbers(`${name}: ${what}`, values, length);
    if (change.kind === "rows" || change.kind === "columns") checkIndex(change);
  }
  return delta;
}

interface Numbers {
  readonly what: string;
  readonly values: Float32Array;
  readonly length: number;
}

function numbersOf(change: ModuleDelta): Numbers[] {
  const [out = 1, width = 1] = change.shape;
  switch (change.kind) {
    case "rows":
      return [{ what: "rows", values: change.delta, length: change.index.length * width }];
    case "columns":
      return [{ what: "columns", values: change.delta, length: out * change.index.length }];
    case "dense":
      return [{ what: "delta", values: change.delta, length: change.shape.reduce((n, size) => n * size, 1) }];
    case "lora":
      return [
        { what: "A", values: change.a, length: change.rank * width },
        { what: "B", values: change.b, length: out * change.rank },
      ];
    default:
      return [{ what: "scale", values: change.scale, length: change.kind === "scaleOutput" ? out : width }];
  }
}

function checkNumbers(what: string, values: Float32Array, length: number): void {
  if (values.length !== length) throw new FormatError(`${what} has ${values.length} values, expected ${length}`);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new FormatError(`${what} holds ${values[at]} at place ${at}`);
}

function checkIndex({ kind, module, shape, index }: Extract<ModuleDelta, { kind: "rows" | "columns" }>): void {
  const size = shape[kind === "rows" ? 0 : 1];
  let previous = -1;
  for (const [i, at] of index.entries()) {
    if (at < 0 || at >= size) throw new FormatError(`${module}: ${kind} index ${at} at place ${i}, there are ${size}`);
    if (at <= previous) {
      throw new FormatError(`${module}: ${kind} index ${at} after ${previous}; indices must ascend`);
    }
    previous = at;
  }
}
