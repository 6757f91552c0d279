import type { FinetuneRecord } from "../export/finetuneManifest";
import type { FinetuneWindows } from "./finetuneWindows";

/** Hashes of the files that a run's text may be from; null where there are none. */
export interface TextHashes {
  readonly train: string;
  readonly validation: string | null;
  /** Of the corpus that is scanned. */
  readonly corpus: string | null;
}

/** Which text a run trains on, and which it validates with: the hash of the files and the tokens of each source. */
export function textOrigin(
  { train, validation }: FinetuneWindows,
  { train: trainHash, validation: validationHash, corpus }: TextHashes,
): Pick<FinetuneRecord, "train" | "validation"> {
  const hashes = { "validation text": validationHash, "held out": trainHash, corpus };
  const sources = [...new Set(validation.map(({ from }) => from))];
  return {
    train: { hash: trainHash, tokens: [{ language: train.language, tokens: train.nTokens }] },
    validation: sources.map((source) => ({
      from: source,
      hash: hashes[source]!,
      tokens: validation.filter(({ from }) => from === source).map(({ language, tokens }) => ({ language, tokens })),
    })),
  };
}
