import type { LanguageTokens, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { drawIndices, seededRandom } from "../tensor/random";
import type { FinetuneConfig } from "../train/finetuneConfig";
import type { ValidationPlan } from "./finetuneProtocol";

/** Of the training windows, where no text to validate with is given. */
const HELD_OUT_SHARE = 0.05;

/** Windows to train on and to validate with. */
export interface FinetuneWindows {
  readonly train: TokenBatch;
  /** The trained language first, where there is any of it. */
  readonly validation: readonly (ValidationPlan & { readonly batch: TokenBatch })[];
}

/** What the windows of a run are made from. */
export interface FinetuneTokens {
  readonly train: LanguageTokens;
  /** Validation text of the trained language. */
  readonly target: LanguageTokens | null;
  readonly watched: readonly { readonly tokens: LanguageTokens; readonly from: ValidationPlan["from"] }[];
}

/** The windows of a batch with these numbers, in this order. */
export function takeWindows(batch: TokenBatch, windows: readonly number[]): TokenBatch {
  const { seqLen } = batch;
  const ids = new Int32Array(windows.length * seqLen);
  const lengths = new Uint32Array(windows.length);
  for (const [row, w] of windows.entries()) {
    ids.set(batch.ids.subarray(w * seqLen, (w + 1) * seqLen), row * seqLen);
    lengths[row] = batch.lengths[w]!;
  }
  const nTokens = lengths.reduce((sum, length) => sum + length, 0);
  return { ...batch, nWindows: windows.length, ids, lengths, nTokens };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Numbers of windows held out for validation, sorted: drawn with the seed, or the last ones where the text is trained on in its
 * own order. A twentieth, at most `most`; none of a single window.
 */
export function heldOutWindows(
  nWindows: number,
  most: number,
  { seed, shuffle }: Pick<FinetuneConfig, "seed" | "shuffle">,
): number[] {
  if (nWindows < 2) return [];
  const count = Math.min(most, Math.max(1, Math.round(HELD_OUT_SHARE * nWindows)), nWindows - 1);
  if (!shuffle) return range(nWindows - count, nWindows);
  const drawn: number[] = [];
  for (const w of drawIndices(nWindows, seededRandom(seed, "held out"))) {
    if (drawn.length === count) break;
    drawn.push(w);
  }
  return drawn.sort((a, b) => a - b);
}

/**
 * Packs text as the scan does, or as the published script (a padded window a document) where padding counts in the loss.
 * @throws RangeError where a text does not fill one window
 */
export function finetuneWindows(
  { train, target, watched }: FinetuneTokens,
  config: FinetuneConfig,
  validationWindows: number,
  padTokenId: number,
): FinetuneWindows {
  const packing = { seqLen: config.seqLen, seed: config.seed, oneDocumentAWindow: config.lossOnPadding };
  const pack = (tokens: LanguageTokens): TokenBatch => packWindows(tokens, packing, padTokenId);
  const firstOf = (tokens: LanguageTokens): TokenBatch => {
    const batch = pack(tokens);
    return takeWindows(batch, range(0, Math.min(batch.nWindows, validationWindows)));
  };
  const all = pack(train);
  const heldOut = target ? [] : heldOutWindows(all.nWindows, validationWindows, config);
  const held = new Set(heldOut);
  const kept = range(0, all.nWindows).filter((w) => !held.has(w));
  const batches = [
    ...(target ? [{ batch: firstOf(target), from: "validation text" as const }] : []),
    ...(heldOut.length > 0 ? [{ batch: takeWindows(all, heldOut), from: "held out" as const }] : []),
    ...watched.map(({ tokens, from }) => ({ batch: firstOf(tokens), from })),
  ];
  return {
    train: heldOut.length === 0 ? all : takeWindows(all, kept),
    validation: batches.map(({ batch, from }) => {
      const { language, nWindows: windows, nTokens: tokens } = batch;
      return { language, windows, tokens, from, batch };
    }),
  };
}
