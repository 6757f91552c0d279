import { FormatError } from "../formats/formatError";
import { type JsonValue, parseJson } from "../formats/json";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { type DecoderSource, openDecoderSource } from "../transformer/openDecoderSource";
import { readDecoderConfig } from "../transformer/readDecoderConfig";
import type { OpenModel } from "./openModel";

interface Refusal {
  readonly refusal: string;
}

/** A model as our own decoder sees it, or why it cannot run there. */
export type DecoderAnswer = (DecoderSource & { readonly refusal: null }) | Refusal;

const known = new WeakMap<OpenModel, Promise<DecoderAnswer>>();

/**
 * What our decoder does not know is no failure: the model still scans in ONNX Runtime, and the page says why it does not train.
 * Throws what is no word about the files, as that one could not be read.
 */
function refusalOf(error: unknown): Refusal {
  if (error instanceof FormatError) return { refusal: error.message };
  throw error;
}

/** What config.json says of a decoder, or why ours does not know it. */
export function readDecoder(config: JsonValue): { readonly config: DecoderConfig; readonly refusal: null } | Refusal {
  try {
    return { config: readDecoderConfig(config), refusal: null };
  } catch (error) {
    return refusalOf(error);
  }
}

async function read(model: OpenModel): Promise<DecoderAnswer> {
  const config = model.smallFiles.find(({ path }) => path === "config.json")!;
  try {
    const json = parseJson(await config.blob.text(), "config.json");
    return { ...(await openDecoderSource(json, model, model.info)), refusal: null };
  } catch (error) {
    return refusalOf(error);
  }
}

/** The open model's decoder; its files are looked at once, and again only where they could not be read. */
export function decoderOf(model: OpenModel): Promise<DecoderAnswer> {
  const before = known.get(model);
  if (before) return before;
  const reading = read(model);
  known.set(model, reading);
  reading.catch(() => known.delete(model));
  return reading;
}
