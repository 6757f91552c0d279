import { FormatError } from "../formats/formatError";
import { toSafeIntegers } from "../formats/int64";
import { readTensor, type Safetensors, type TensorView } from "../formats/safetensors";
import type { ModuleDelta } from "../train/weightDelta";
import type { BaseModel } from "./baseModel";

/** `{target}.{kind}.{part}`, as `model.layers.0.mlp.gate_proj.rows.index`. */
const NAME = /^(.+)\.(rows|columns|dense|lora|output|input)\.([a-z]+)$/;

type Kind = "rows" | "columns" | "dense" | "lora" | "output" | "input";

const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  rows: ["index", "delta"],
  columns: ["index", "delta"],
  dense: ["delta"],
  lora: ["alpha", "a", "b"],
  output: ["scale"],
  input: ["scale"],
};

/** The tensors that together change one thing. */
interface Group {
  readonly target: string;
  readonly kind: Kind;
  readonly parts: Map<string, TensorView>;
}

function groupTensors(file: Safetensors): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const tensor of file.tensors.values()) {
    const [, target, kind, part] = NAME.exec(tensor.name) ?? [];
    if (target === undefined || !PARTS[kind as Kind].includes(part!)) {
      throw new FormatError(
        `tensor "${tensor.name}" is none of a delta: {module}.rows.index, {module}.rows.delta, ...`,
      );
    }
    const key = `${target}.${kind}`;
    const group = groups.get(key) ?? { target, kind: kind as Kind, parts: new Map() };
    groups.set(key, group);
    group.parts.set(part!, tensor);
  }
  return [...groups.values()];
}

/** The changes in a delta file, in its order. Shapes are held against the base before a value is read. */
export async function readDeltaModules(file: Safetensors, base: BaseModel): Promise<ModuleDelta[]> {
  const modules: ModuleDelta[] = [];
  for (const group of groupTensors(file)) modules.push(await readModule(group, base));
  return modules;
}

async function readModule({ target, kind, parts }: Group, { tensors }: BaseModel): Promise<ModuleDelta> {
  const part = (name: string, ...shape: readonly number[]): TensorView => {
    const tensor = parts.get(name);
    if (!tensor) throw new FormatError(`${target}.${kind}.${name} is missing`);
    if (`${tensor.shape}` === `${shape}`) return tensor;
    throw new FormatError(`tensor "${tensor.name}" is [${tensor.shape}], expected [${shape}]`);
  };
  const f32 = (name: string, ...shape: readonly number[]) => readTensor(part(name, ...shape), "F32");
  const tensorName = kind === "dense" ? target : `${target}.weight`;
  const base = tensors.get(tensorName);
  if (!base) throw new FormatError(`the delta changes ${tensorName}, and the model has no such tensor`);
  if (kind === "dense") {
    const module = target.slice(0, target.lastIndexOf("."));
    return { kind, module, tensor: target, shape: base.shape, delta: await f32("delta", ...base.shape) };
  }

  const [out, width] = base.shape;
  if (base.shape.length !== 2 || out === undefined || width === undefined) {
    throw new FormatError(`the delta changes ${kind} of ${tensorName}, which is no matrix: [${base.shape}]`);
  }
  const common = { module: target, shape: [out, width] } as const;
  switch (kind) {
    case "rows":
    case "columns": {
      const k = lengthOf(parts.get("index"), 0);
      const [rows, columns] = kind === "rows" ? [k, width] : [out, k];
      const index = await readIndex(part("index", k), kind === "rows" ? out : width);
      return { ...common, kind, index, delta: await f32("delta", rows, columns) };
    }
    case "lora": {
      const rank = lengthOf(parts.get("a"), 0);
      const [alpha] = await readTensor(part("alpha"), "F64");
      if (!Number.isFinite(alpha)) throw new FormatError(`${target}.lora.alpha is ${alpha}`);
      return { ...common, kind, rank, alpha: alpha!, a: await f32("a", rank, width), b: await f32("b", out, rank) };
    }
    case "output":
      return { ...common, kind: "scaleOutput", scale: await f32("scale", out) };
    case "input":
      return { ...common, kind: "scaleInput", scale: await f32("scale", width) };
  }
}

const lengthOf = (tensor: TensorView | undefined, axis: number): number => tensor?.shape[axis] ?? 0;

/** Indices as they are: whether they ascend is checked with the rest. */
async function readIndex(tensor: TensorView, size: number): Promise<Int32Array<ArrayBuffer>> {
  const numbers = toSafeIntegers(await readTensor(tensor, "I64"), tensor.name);
  const outside = numbers.findIndex((at) => at < 0 || at >= size);
  if (outside >= 0) throw new FormatError(`${tensor.name}[${outside}] is ${numbers[outside]}, there are ${size}`);
  return Int32Array.from(numbers);
}
