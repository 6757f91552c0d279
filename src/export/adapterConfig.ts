import type { JsonObject } from "../formats/json";
import type { ModuleDelta, WeightDelta } from "../train/weightDelta";
import { rankOf } from "./loraFactors";

export type LoraModule = Extract<ModuleDelta, { kind: "rows" | "columns" | "lora" }>;
export type ScaleModule = Extract<ModuleDelta, { kind: "scaleOutput" | "scaleInput" }>;

/** A change that PEFT has an adapter for. */
export type AdapterDelta = Pick<WeightDelta, "method" | "base"> &
  (
    | { readonly type: "LORA"; readonly modules: readonly LoraModule[] }
    | { readonly type: "IA3"; readonly modules: readonly ScaleModule[] }
  );

const isLora = (change: ModuleDelta): change is LoraModule => ["rows", "columns", "lora"].includes(change.kind);
const isScale = (change: ModuleDelta): change is ScaleModule => ["scaleOutput", "scaleInput"].includes(change.kind);

/** The delta as an adapter, modules without neurons left out. Throws where it changes whole tensors, or nothing. */
export function asAdapter({ method, base, modules }: WeightDelta): AdapterDelta {
  const changed = modules.filter((change) => !isLora(change) || rankOf(change).rank > 0);
  if (changed.length === 0) throw new RangeError("nothing was changed: there is no adapter of it");
  if (changed.every(isLora)) return { method, base, type: "LORA", modules: changed };
  if (changed.every(isScale)) return { method, base, type: "IA3", modules: changed };
  throw new RangeError(
    `${method} changes whole tensors, which no small adapter holds: export the delta or the merged model`,
  );
}

/** Keys of patterns are regular expressions: a full name with its dots escaped matches itself alone. */
export const patternKey = (module: string): string => module.replaceAll(".", "\\.");

export const CONFIG_FILE = "adapter_config.json";

/** What that file says, as PEFT reads it. */
export function adapterConfig(adapter: AdapterDelta): JsonObject {
  const names = adapter.modules.map(({ module }) => module);
  const common = {
    base_model_name_or_path: adapter.base.name,
    fan_in_fan_out: false,
    inference_mode: true,
    modules_to_save: null,
    peft_type: adapter.type,
    revision: null,
    target_modules: names,
    task_type: "CAUSAL_LM",
  };
  if (adapter.type === "IA3") {
    const inputs = adapter.modules.filter(({ kind }) => kind === "scaleInput").map(({ module }) => module);
    return { ...common, feedforward_modules: inputs, init_ia3_weights: true };
  }
  const ranks = adapter.modules.map(rankOf);
  // Programs that read no patterns take this pair for every module: alpha / r is then still right for rows and columns.
  const largest = ranks.reduce((most, ours) => (ours.rank > most.rank ? ours : most));
  const own = ranks.flatMap(({ rank, alpha }, i) =>
    rank === largest.rank && alpha === largest.alpha ? [] : [{ key: patternKey(names[i]!), rank, alpha }],
  );
  return {
    ...common,
    alpha_pattern: Object.fromEntries(own.map(({ key, alpha }) => [key, alpha])),
    bias: "none",
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: largest.alpha,
    lora_dropout: 0,
    r: largest.rank,
    rank_pattern: Object.fromEntries(own.map(({ key, rank }) => [key, rank])),
    use_dora: false,
    use_rslora: false,
  };
}
