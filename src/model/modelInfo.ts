import { FormatError } from "../formats/formatError";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";

/** Dimensions of a decoder, from its `config.json`. */
export interface ModelInfo {
  /** The folder's or repository's last name. */
  readonly name: string;
  /** As "LlamaForCausalLM". */
  readonly architecture: string;
  readonly nLayers: number;
  readonly dModel: number;
  readonly dMlp: number;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly dHead: number;
  readonly dVocab: number;
  /** The longest window it was made for, in tokens. */
  readonly context: number;
  readonly bosTokenId?: number;
  readonly eosTokenId?: number;
  readonly padTokenId?: number;
}

const WHERE = "config.json";
/** Beyond this a number is damage, not a model. */
const MAX_SIZE = 2 ** 31;

/** The first field that is there and not null. */
function find(config: JsonObject, names: readonly string[]): { name: string; value: JsonValue } | undefined {
  for (const name of names) {
    const value = config[name];
    if (value !== undefined && value !== null) return { name, value };
  }
  return undefined;
}

function checkSize(name: string, value: JsonValue): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > MAX_SIZE) {
    throw new FormatError(`${WHERE}: "${name}" is ${JSON.stringify(value)}, not a whole number from 1`);
  }
  return value;
}

function size(config: JsonObject, names: readonly string[], fallback?: () => number): number {
  const found = find(config, names);
  if (found) return checkSize(found.name, found.value);
  if (fallback) return checkSize(names[0]!, fallback());
  throw new FormatError(
    `${WHERE} has none of ${names.map((name) => `"${name}"`).join(", ")}: is it a decoder's config?`,
  );
}

/** Gemma 3n gives one width a layer; a scan needs one for all. */
function feedForwardSize(config: JsonObject, dModel: number): number {
  const names = ["intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", "d_ff"];
  const found = find(config, names);
  if (!found || !Array.isArray(found.value)) return size(config, names, () => 4 * dModel);
  const widths: readonly JsonValue[] = found.value;
  if (widths.length === 0 || widths.some((width) => width !== widths[0])) {
    throw new FormatError(
      `${WHERE}: "${found.name}" differs between layers; only one width for all layers can be scanned`,
    );
  }
  return checkSize(found.name, widths[0]!);
}

/** A special token's id; of several (as end-of-text ids may be) the first. */
function tokenId(config: JsonObject, name: string, dVocab: number): number | undefined {
  const found = find(config, [name]);
  const value: JsonValue | undefined = Array.isArray(found?.value) ? found.value[0] : found?.value;
  // -1 stands for "none" in some files.
  if (value === undefined || value === -1) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= dVocab) {
    throw new FormatError(`${WHERE}: "${name}" is ${JSON.stringify(value)}, not a token id below ${dVocab}`);
  }
  return value;
}

function text(config: JsonObject, names: readonly string[], fallback: string): string {
  const found = find(config, names);
  if (!found) return fallback;
  if (typeof found.value !== "string") {
    throw new FormatError(`${WHERE}: "${found.name}" is ${JSON.stringify(found.value)}, not a name`);
  }
  return found.value;
}

function architectureOf(config: JsonObject): string {
  const list = config.architectures;
  const first = Array.isArray(list) ? list[0] : undefined;
  return typeof first === "string" ? first : text(config, ["model_type"], "unknown");
}

/**
 * Reads `config.json` of the Llama, Mistral, Qwen, Gemma, Phi, GPT-2, GPT-NeoX, OPT, BLOOM and MPT families; of a model with images or
 * sound the part of its text decoder. Throws a FormatError that names the field and its value.
 */
export function readModelInfo(json: JsonValue, name: string): ModelInfo {
  const outer = asJsonObject(json, WHERE);
  const inner = find(outer, ["text_config", "llm_config", "language_config"]);
  const config = inner ? { ...outer, ...asJsonObject(inner.value, `${WHERE}: "${inner.name}"`) } : outer;

  if (config.is_encoder_decoder === true) {
    throw new FormatError(
      `${WHERE}: ${architectureOf(outer)} is an encoder and a decoder; only decoders can be scanned`,
    );
  }
  const dModel = size(config, ["hidden_size", "n_embd", "n_embed", "d_model", "dim"]);
  const nHeads = size(config, ["num_attention_heads", "n_head", "n_heads", "num_heads"]);
  const nKvHeads = size(config, ["num_key_value_heads", "num_kv_heads", "n_head_kv"], () =>
    config.multi_query === true ? 1 : nHeads,
  );
  const dHead = size(config, ["head_dim", "d_kv"], () => {
    if (dModel % nHeads === 0) return dModel / nHeads;
    throw new FormatError(
      `${WHERE}: ${nHeads} heads do not divide a hidden size of ${dModel}, and "head_dim" is missing`,
    );
  });
  if (nHeads % nKvHeads !== 0) {
    throw new FormatError(`${WHERE}: ${nKvHeads} key-value heads do not divide ${nHeads} query heads`);
  }
  const dVocab = size(config, ["vocab_size"]);
  const bosTokenId = tokenId(config, "bos_token_id", dVocab);
  const eosTokenId = tokenId(config, "eos_token_id", dVocab);
  const padTokenId = tokenId(config, "pad_token_id", dVocab);
  return {
    name,
    architecture: architectureOf(outer),
    nLayers: size(config, ["num_hidden_layers", "n_layer", "n_layers", "num_layers"]),
    dModel,
    dMlp: feedForwardSize(config, dModel),
    nHeads,
    nKvHeads,
    dHead,
    dVocab,
    // ALiBi (BLOOM) and config files that leave it out set no limit of their own.
    context: size(config, ["max_position_embeddings", "n_positions", "n_ctx", "seq_length", "max_seq_len"], () => 2048),
    ...(bosTokenId === undefined ? {} : { bosTokenId }),
    ...(eosTokenId === undefined ? {} : { eosTokenId }),
    ...(padTokenId === undefined ? {} : { padTokenId }),
  };
}
