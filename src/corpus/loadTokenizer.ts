import { Tokenizer } from "@huggingface/tokenizers";
import { isJsonObject, type JsonObject } from "../formats/json";
import { exactPreTokenizer } from "./exactPreTokenizer";

/** A tokenizer as the rooms behind this one see it. */
export interface TextTokenizer {
  /** Token ids of a text, without special tokens of the model's template; special tokens written in the text are themselves. */
  readonly encode: (text: string) => readonly number[];
  /** Text of tokens, special ones left out; bytes that are no character are U+FFFD. Blanks stay as they are. */
  readonly decode: (tokens: readonly number[]) => string;
  /** Tokens that the model's template puts before a text, as the one that texts begin with. */
  readonly prefix: readonly number[];
  /** Ids of `bos_token`, `eos_token` and `pad_token` in tokenizer_config.json, where it names them. */
  readonly bosTokenId?: number;
  readonly eosTokenId?: number;
  readonly padTokenId?: number;
}

/** Kinds of model that the library computes as the Rust one does. */
const MODEL_TYPES = ["BPE", "WordPiece", "Unigram"];

function parseObject(json: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${(error as SyntaxError).message}`);
  }
  if (!isJsonObject(value)) throw new Error(`${file} holds no JSON object`);
  return value;
}

/** Refuses what the library would take and compute wrongly, or fail on with an error of its insides. */
function checkTokenizer(tokenizer: JsonObject): void {
  const { model } = tokenizer;
  if (!isJsonObject(model)) throw new Error('tokenizer.json has no "model"');
  const type = model.type ?? (Array.isArray(model.merges) ? "BPE" : undefined);
  if (typeof type !== "string" || !MODEL_TYPES.includes(type)) {
    throw new Error(
      `tokenizer.json has a model of type ${JSON.stringify(type)}; those that can be used are ${MODEL_TYPES.join(", ")}`,
    );
  }
  const isVocabulary = type === "Unigram" ? Array.isArray(model.vocab) : isJsonObject(model.vocab);
  if (!isVocabulary) throw new Error(`tokenizer.json has no vocabulary for its ${type} model`);
  if (type === "BPE" && !Array.isArray(model.merges)) throw new Error("tokenizer.json has no merges for its BPE model");
}

/** A special token's text: newer files write it as it is, older ones as an object. */
function contentOf(token: unknown): string | undefined {
  const content = isJsonObject(token) ? token.content : token;
  return typeof content === "string" ? content : undefined;
}

/** What the template puts before a text: all before the text's own tokens. */
function templatePrefix(tokenizer: Tokenizer): readonly number[] {
  const text = "a";
  const whole = tokenizer.encode(text).ids;
  const [own] = tokenizer.encode(text, { add_special_tokens: false }).ids;
  return own === undefined ? [] : whole.slice(0, Math.max(0, whole.indexOf(own)));
}

/**
 * A tokenizer from the text of a model's tokenizer.json and tokenizer_config.json ("{}" where it has none).
 * @throws Error that names the file and what is wrong with it
 */
export function loadTokenizer(tokenizerJson: string, configJson: string): TextTokenizer {
  const source = parseObject(tokenizerJson, "tokenizer.json");
  const config = parseObject(configJson, "tokenizer_config.json");
  checkTokenizer(source);
  let tokenizer: Tokenizer;
  try {
    // The library reads these fields whether they are there or not.
    const whole = {
      normalizer: null,
      post_processor: null,
      decoder: null,
      added_tokens: [],
      ...source,
      pre_tokenizer: exactPreTokenizer(source.pre_tokenizer) ?? null,
    };
    tokenizer = new Tokenizer(whole, config);
  } catch (error) {
    throw new Error(`tokenizer.json cannot be used: ${(error as Error).message}`);
  }
  const idOf = (token: unknown): number | undefined => {
    const content = contentOf(token);
    return content === undefined ? undefined : tokenizer.token_to_id(content);
  };
  const specials = Object.entries({
    bosTokenId: idOf(config.bos_token),
    eosTokenId: idOf(config.eos_token),
    padTokenId: idOf(config.pad_token),
  }).filter(([, id]) => id !== undefined);
  return {
    ...Object.fromEntries(specials),
    encode: (text) => (text === "" ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (tokens) =>
      tokens.length === 0
        ? ""
        : tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    prefix: templatePrefix(tokenizer),
  };
}
