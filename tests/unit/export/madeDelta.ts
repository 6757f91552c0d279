import type { BaseModel } from "../../../src/export/baseModel";
import type { Manifest } from "../../../src/export/manifest";
import { seededRandom } from "../../../src/tensor/random";
import type { ModuleDelta, WeightDelta } from "../../../src/train/weightDelta";

const D_MODEL = 6;
const D_MLP = 5;

/** Shapes of a decoder of two layers. */
export const SHAPES: ReadonlyMap<string, readonly number[]> = new Map([
  ["model.embed_tokens.weight", [7, D_MODEL]],
  ...[0, 1].flatMap((l): [string, number[]][] => [
    [`model.layers.${l}.self_attn.k_proj.weight`, [4, D_MODEL]],
    [`model.layers.${l}.self_attn.k_proj.bias`, [4]],
    [`model.layers.${l}.mlp.gate_proj.weight`, [D_MLP, D_MODEL]],
    [`model.layers.${l}.mlp.down_proj.weight`, [D_MODEL, D_MLP]],
  ]),
  ["model.norm.weight", [D_MODEL]],
]);

export const base: BaseModel = {
  name: "tiny-1k",
  hash: "0123456789abcdef".repeat(4),
  dtype: "fp32",
  isRounded: false,
  tensors: new Map(Array.from(SHAPES, ([name, shape]) => [name, { shape }])),
};

export const manifest: Manifest = { format: "babelscope-manifest", version: 1, note: "naïve ქართული" };

/** Numbers that f32 holds, different for each label, none of them 0 or 1. */
export function numbers(n: number, label: string): Float32Array<ArrayBuffer> {
  const random = seededRandom(7, label);
  return Float32Array.from({ length: n }, () => (random.next() % 1000) / 1024 + 1 / 4096);
}

const MATRIX = { gate: [D_MLP, D_MODEL], down: [D_MODEL, D_MLP], k: [4, D_MODEL] } as const;
const NAME = { gate: "mlp.gate_proj", down: "mlp.down_proj", k: "self_attn.k_proj" } as const;
type Place = readonly [layer: number, matrix: keyof typeof MATRIX];

type SparseDelta = Extract<ModuleDelta, { kind: "rows" | "columns" }>;

const at = ([l, matrix]: Place) => ({ module: `model.layers.${l}.${NAME[matrix]}`, shape: MATRIX[matrix] });

export function rows(place: Place, index: readonly number[]): SparseDelta {
  const { module, shape } = at(place);
  const delta = numbers(index.length * shape[1], `rows ${module}`);
  return { kind: "rows", module, shape, index: Int32Array.from(index), delta };
}

export function columns(place: Place, index: readonly number[]): SparseDelta {
  const { module, shape } = at(place);
  const delta = numbers(shape[0] * index.length, `columns ${module}`);
  return { kind: "columns", module, shape, index: Int32Array.from(index), delta };
}

export function lora(place: Place, rank: number, alpha: number): Extract<ModuleDelta, { kind: "lora" }> {
  const { module, shape } = at(place);
  const [a, b] = [numbers(rank * shape[1], `A ${module}`), numbers(shape[0] * rank, `B ${module}`)];
  return { kind: "lora", module, shape, rank, alpha, a, b };
}

export function scale(place: Place, kind: "scaleOutput" | "scaleInput"): ModuleDelta {
  const { module, shape } = at(place);
  return { kind, module, shape, scale: numbers(shape[kind === "scaleOutput" ? 0 : 1], `scale ${module}`) };
}

export function dense(tensor: string): Extract<ModuleDelta, { kind: "dense" }> {
  const shape = SHAPES.get(tensor)!;
  const module = tensor.replace(/\.[^.]+$/, "");
  const n = shape.reduce((product, size) => product * size, 1);
  return { kind: "dense", module, tensor, shape, delta: numbers(n, `dense ${tensor}`) };
}

const said = { name: base.name, hash: base.hash, dtype: base.dtype, isRounded: base.isRounded };

/** A delta of each method. */
export const DELTAS = {
  subnetwork: {
    method: "subnetwork",
    base: said,
    modules: [
      rows([0, "gate"], [1, 4]),
      columns([0, "down"], [1, 4]),
      rows([1, "gate"], [0]),
      columns([1, "down"], [0]),
    ],
  },
  full: {
    method: "full",
    base: said,
    modules: ["model.embed_tokens.weight", "model.layers.1.self_attn.k_proj.bias", "model.norm.weight"].map(dense),
  },
  lora: { method: "lora", base: said, modules: [lora([0, "gate"], 2, 3), lora([1, "down"], 2, 3)] },
  ia3: { method: "ia3", base: said, modules: [scale([0, "k"], "scaleOutput"), scale([0, "down"], "scaleInput")] },
} as const satisfies Record<string, WeightDelta>;

/** W of a module after the change, from the definitions: f64[out][in]. */
export function applied(change: ModuleDelta, weight: readonly (readonly number[])[]): number[][] {
  const changed = weight.map((row) => [...row]);
  for (let n = 0; n < changed.length; n++) {
    for (let k = 0; k < changed[n]!.length; k++) changed[n]![k] = entry(change, n, k, weight[n]![k]!);
  }
  return changed;
}

function entry(change: ModuleDelta, n: number, k: number, w: number): number {
  const [out = 1, width = out] = change.shape;
  switch (change.kind) {
    case "rows": {
      const i = change.index.indexOf(n);
      return i < 0 ? w : w + change.delta[i * width + k]!;
    }
    case "columns": {
      const i = change.index.indexOf(k);
      return i < 0 ? w : w + change.delta[n * change.index.length + i]!;
    }
    case "dense":
      return w + change.delta[n * width + k]!;
    case "lora": {
      let sum = 0;
      for (let r = 0; r < change.rank; r++) sum += change.b[n * change.rank + r]! * change.a[r * width + k]!;
      return w + (change.alpha / change.rank) * sum;
    }
    case "scaleOutput":
      return w * change.scale[n]!;
    case "scaleInput":
      return w * change.scale[k]!;
  }
}
