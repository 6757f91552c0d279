import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import { randn } from "./numeric";
import type { OracleParameter, OracleTuning } from "./oracleTuning";
import type { RandomModel } from "./randomModel";

type Tunings = ReadonlyMap<string, OracleTuning>;

const made = (name: string, seed: number, shape: readonly number[], size: number, middle = 0): OracleParameter => {
  const n = shape.reduce((product, dim) => product * dim, 1);
  return { name, shape, values: randn(seed, n).map((value) => middle + size * value) };
};

/** Tensors of the model whose names match, as a whole, a little beside the base. */
export function denseTunings(model: RandomModel, pattern: RegExp): Tunings {
  const names = [...model.keys()].filter((name) => pattern.test(name));
  return new Map(
    names.map((name, i) => {
      const { shape, values } = model.get(name)!;
      const moved = randn(500 + i, values.length).map((value, j) => values[j]! + 0.05 * value);
      return [name, { kind: "dense", weight: { name, shape, values: moved } }];
    }),
  );
}

/** Rows or columns `index` of one matrix. */
function pickedTuning(
  model: RandomModel,
  kind: "rows" | "columns",
  name: string,
  index: readonly number[],
): [string, OracleTuning] {
  const [nOut, nIn] = model.get(name)!.shape as [number, number];
  const shape = kind === "rows" ? [index.length, nIn] : [nOut, index.length];
  return [name, { kind, index, weight: made(name, 600 + index.length, shape, 0.3) }];
}

const mlp = (l: number, part: string) => `model.layers.${l}.mlp.${part}_proj.weight`;
const attention = (l: number, part: string) => `model.layers.${l}.self_attn.${part}_proj.weight`;

/** Neurons of each layer: their rows of gate and up, their columns of down. */
export const subnetworkTunings = (model: RandomModel, neurons: readonly (readonly number[])[]): Tunings =>
  new Map(
    neurons.flatMap((index, l) => [
      pickedTuning(model, "rows", mlp(l, "gate"), index),
      pickedTuning(model, "rows", mlp(l, "up"), index),
      pickedTuning(model, "columns", mlp(l, "down"), index),
    ]),
  );

export function loraTuning(model: RandomModel, name: string, rank: number): [string, OracleTuning] {
  const [nOut, nIn] = model.get(name)!.shape as [number, number];
  const a = made(`${name}.A`, 700 + nIn, [rank, nIn], 0.3);
  const b = made(`${name}.B`, 800 + nOut, [nOut, rank], 0.3);
  return [name, { kind: "lora", a, b, scale: 1.5 }];
}

function scaleTuning(model: RandomModel, kind: "scaleOutput" | "scaleInput", name: string): [string, OracleTuning] {
  const [nOut, nIn] = model.get(name)!.shape as [number, number];
  return [name, { kind, scale: made(`${name}.ia3`, 900, [kind === "scaleOutput" ? nOut : nIn], 0.3, 1) }];
}

/** What a decoder of two layers can be tuned by: every kind, at every place that the backward pass can stop at. */
export function tuningCases(model: RandomModel, { dMlp }: DecoderConfig): Readonly<Record<string, Tunings>> {
  const all = Array.from({ length: dMlp }, (_, j) => j);
  const modules = ["gate", "up", "down"];
  return {
    full: denseTunings(model, /./),
    ffnOnly: denseTunings(model, /mlp/),
    subnetwork: subnetworkTunings(model, [[4, 1, 20], [7]]),
    "subnetwork in the upper layer": subnetworkTunings(model, [[], [0, 27, 13]]),
    "subnetwork of everything": subnetworkTunings(model, [all, all]),
    lora: new Map([0, 1].flatMap((l) => modules.map((part) => loraTuning(model, mlp(l, part), 3)))),
    ia3: new Map(
      [0, 1].flatMap((l) => [
        scaleTuning(model, "scaleOutput", attention(l, "k")),
        scaleTuning(model, "scaleOutput", attention(l, "v")),
        scaleTuning(model, "scaleInput", mlp(l, "down")),
      ]),
    ),
    "columns and rows of attention": new Map([
      pickedTuning(model, "columns", attention(0, "q"), [3, 0]),
      pickedTuning(model, "columns", attention(0, "k"), [5]),
      pickedTuning(model, "rows", attention(0, "v"), [2, 9]),
      pickedTuning(model, "rows", attention(1, "o"), [1, 19]),
      pickedTuning(model, "columns", attention(0, "o"), [4]),
      pickedTuning(model, "columns", mlp(0, "up"), [6, 2]),
    ]),
    "low ranks and scales of attention": new Map([
      loraTuning(model, attention(0, "q"), 2),
      loraTuning(model, attention(1, "o"), 2),
      scaleTuning(model, "scaleInput", attention(1, "k")),
      scaleTuning(model, "scaleInput", attention(1, "v")),
      scaleTuning(model, "scaleOutput", mlp(1, "down")),
      scaleTuning(model, "scaleOutput", mlp(0, "gate")),
    ]),
    "vectors alone": denseTunings(model, /norm|bias/),
    "the embedding alone": denseTunings(model, /embed/),
    "the final norm alone": denseTunings(model, /^model\.norm/),
    ...Object.fromEntries(
      ["input_layernorm", "q_proj", "o_proj", "post_attention_layernorm", "up_proj", "down_proj"].map((module) => [
        `only ${module} of the upper layer`,
        denseTunings(model, new RegExp(`layers\\.1.*${module}`)),
      ]),
    ),
  };
}
