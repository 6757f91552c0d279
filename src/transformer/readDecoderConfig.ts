import { FormatError } from "../formats/formatError";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import { CONFIG_FILE, fieldOf, flagOf, numberOf, refuseField, sizeOf } from "./configField";
import type { DecoderConfig } from "./decoderConfig";
import { readRope } from "./readRope";

/** What sets the families apart, and what Hugging Face's config classes take where `config.json` leaves a field out. */
interface Family {
  readonly qkvBias: boolean;
  readonly qkNorm: boolean;
  /** Null: as many as query heads. */
  readonly nKvHeads: number | null;
  /** Null: d_model / n_heads. */
  readonly dHead: number | null;
  /** `optional`: only where `use_sliding_window` says so, and from layer `max_window_layers` on. */
  readonly sliding: "never" | "always" | "optional";
}

const LLAMA: Family = { qkvBias: false, qkNorm: false, nKvHeads: null, dHead: null, sliding: "never" };

const FAMILIES: ReadonlyMap<JsonValue, Family> = new Map(
  Object.entries({
    LlamaForCausalLM: LLAMA,
    MistralForCausalLM: { ...LLAMA, nKvHeads: 8, sliding: "always" },
    Qwen2ForCausalLM: { ...LLAMA, qkvBias: true, nKvHeads: 32, sliding: "optional" },
    Qwen3ForCausalLM: { ...LLAMA, qkNorm: true, nKvHeads: 32, dHead: 128, sliding: "optional" },
  }),
);

const OF_MODEL_TYPE: ReadonlyMap<JsonValue, string> = new Map([
  ["llama", "LlamaForCausalLM"],
  ["mistral", "MistralForCausalLM"],
  ["qwen2", "Qwen2ForCausalLM"],
  ["qwen3", "Qwen3ForCausalLM"],
]);

const ACT_FN: ReadonlyMap<JsonValue, DecoderConfig["actFn"]> = new Map([
  ["silu", "silu"],
  ["swish", "silu"],
  ["gelu", "gelu"],
  ["gelu_new", "gelu_tanh"],
  ["gelu_pytorch_tanh", "gelu_tanh"],
]);

function familyOf(config: JsonObject): Family {
  const { architectures } = config;
  const named = Array.isArray(architectures) ? architectures[0] : undefined;
  const name: JsonValue = named ?? OF_MODEL_TYPE.get(config.model_type ?? "") ?? "";
  const field = named === undefined ? "model_type" : "architectures";
  return FAMILIES.get(name) ?? refuseField(config, field, `this engine runs ${[...FAMILIES.keys()].join(", ")}`);
}

/** Keys a query sees, null for all; refuses layers of both kinds. */
function slidingWindowOf(config: JsonObject, { sliding }: Family, nLayers: number): number | null {
  if (sliding === "never" || config.sliding_window === null) return null;
  if (sliding === "optional" && !flagOf(config, "use_sliding_window", false)) return null;
  const window = fieldOf(config, "sliding_window", sizeOf, 4096);
  const mixed = "layers with and without a sliding window in one model are not supported";
  if (Array.isArray(config.layer_types)) {
    const [kind, ...others] = new Set<JsonValue>(config.layer_types);
    if (others.length > 0) return refuseField(config, "layer_types", mixed);
    if (kind === "full_attention") return null;
    return kind === "sliding_attention"
      ? window
      : refuseField(config, "layer_types", "no kind of attention known here");
  }
  const first = sliding === "optional" ? fieldOf(config, "max_window_layers", numberOf, 28) : 0;
  if (first >= nLayers) return null;
  return first === 0 ? window : refuseField(config, "max_window_layers", mixed);
}

/** Fields of other families that change what a decoder computes, and values that change nothing; so do null and none. */
const NEUTRAL: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  final_logit_softcapping: () => false,
  attn_logit_softcapping: () => false,
  logits_scaling: (value) => value === 1,
  residual_multiplier: (value) => value === 1,
  embedding_multiplier: (value) => value === 1,
  // A 1 a layer that does rotate, in spite of the name.
  no_rope_layers: (value) => Array.isArray(value) && value.length > 0 && value.every((flag) => flag === 1),
};

/** Fields that change what a decoder computes, and the only values this engine knows. */
function refuseUnknown(config: JsonObject): void {
  for (const name of ["attention_bias", "mlp_bias"]) {
    if (flagOf(config, name, false)) refuseField(config, name, "only the biases of Qwen2's q, k and v are supported");
  }
  for (const name of ["num_experts", "num_local_experts", "n_routed_experts"]) {
    if (fieldOf(config, name, numberOf, 0) > 0) refuseField(config, name, "mixtures of experts are not supported");
  }
  for (const [name, isNeutral] of Object.entries(NEUTRAL)) {
    const value = config[name] ?? null;
    if (value !== null && !isNeutral(value)) refuseField(config, name, "this engine does not compute it");
  }
}

/**
 * Reads `config.json` of a Llama-family decoder, with the defaults of Hugging Face's classes. Throws a FormatError that names the
 * field and its value where something in it would be computed otherwise.
 */
export function readDecoderConfig(json: JsonValue): DecoderConfig {
  const config = asJsonObject(json, CONFIG_FILE);
  const family = familyOf(config);
  refuseUnknown(config);
  const nLayers = fieldOf(config, "num_hidden_layers", sizeOf);
  const dModel = fieldOf(config, "hidden_size", sizeOf);
  const nHeads = fieldOf(config, "num_attention_heads", sizeOf);
  const kvDefault = config.num_key_value_heads === null ? nHeads : (family.nKvHeads ?? nHeads);
  const nKvHeads = fieldOf(config, "num_key_value_heads", sizeOf, kvDefault);
  if (nHeads % nKvHeads !== 0) refuseField(config, "num_key_value_heads", `does not divide ${nHeads} query heads`);
  const dHead = fieldOf(config, "head_dim", sizeOf, family.dHead ?? dModel / nHeads);
  if (!Number.isInteger(dHead) || dHead % 2 !== 0) {
    throw new FormatError(`${CONFIG_FILE}: heads of ${dHead} channels cannot be rotated in pairs`);
  }
  const actFn =
    ACT_FN.get(config.hidden_act ?? "silu") ??
    refuseField(config, "hidden_act", `only ${[...ACT_FN.keys()].join(", ")} are supported`);
  return {
    nLayers,
    dModel,
    dMlp: fieldOf(config, "intermediate_size", sizeOf),
    nHeads,
    nKvHeads,
    dHead,
    dVocab: fieldOf(config, "vocab_size", sizeOf),
    rmsNormEps: fieldOf(config, "rms_norm_eps", numberOf, 1e-6),
    rope: readRope(config),
    actFn,
    qkvBias: family.qkvBias,
    qkNorm: family.qkNorm,
    isTied: flagOf(config, "tie_word_embeddings", false),
    slidingWindow: slidingWindowOf(config, family, nLayers),
  };
}
