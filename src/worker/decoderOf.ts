import { type JsonValue, parseJson } from "../formats/json";
import { openWeights } from "../model/openWeights";
import type { WeightSource } from "../model/weightSource";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { readDecoderConfig } from "../transformer/readDecoderConfig";
import { isHeadShared } from "../transformer/weightFormat";
import type { OpenModel } from "./openModel";

/** A model as our own decoder sees it: what it computes (tied as its file is) and where its weights are, or why it cannot run there. */
export type DecoderAnswer =
  | { readonly config: DecoderConfig; readonly source: WeightSource; readonly refusal: null }
  | { readonly refusal: string };

const known = new WeakMap<OpenModel, Promise<DecoderAnswer>>();

/** What config.json says of a decoder, or why ours does not know it. */
export function readDecoder(
  config: JsonValue,
): { readonly config: DecoderConfig; readonly refusal: null } | { readonly refusal: string } {
  try {
    return { config: readDecoderConfig(config), refusal: null };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

async function read(model: OpenModel): Promise<DecoderAnswer> {
  const config = model.smallFiles.find(({ path }) => path === "config.json")!;
  // What the decoder does not know is no failure: the model still scans in ONNX Runtime, and the page says why it does not train.
  try {
    const said = readDecoderConfig(parseJson(await config.blob.text(), "config.json"));
    const source = await openWeights(model, model.info);
    // A file may hold a head of its own although config.json ties it to the embedding.
    return { config: { ...said, isTied: isHeadShared(source, said) }, source, refusal: null };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

/** The open model's decoder; its files are looked at once. */
export function decoderOf(model: OpenModel): Promise<DecoderAnswer> {
  const before = known.get(model);
  if (before) return before;
  const reading = read(model);
  known.set(model, reading);
  return reading;
}
