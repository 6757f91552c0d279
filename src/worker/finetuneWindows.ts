import type { LanguageTokens, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { drawIndices, seededRandom } from "../tensor/random";
import { cutDocuments } from "../train/cutDocuments";
import type { FinetuneConfig } from "../train/finetuneConfig";
import type { ValidationPlan } from "./finetunePlanProtocol";
import { range, takeWindows } from "./takeWindows";

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

/** How many windows are held out for validation: a twentieth, but one at least and `most` at most; none of a single window. */
export function heldOutCount(nWindows: number, most: number): number {
  if (nWindows < 2) return 0;
  return Math.min(most, Math.max(1, Math.round(HELD_OUT_SHARE * nWindows)), nWindows - 1);
}

/** Their numbers, sorted: drawn with the seed, or the last ones where the text is trained on in its own order. */
export function heldOutWindows(
  nWindows: number,
  most: number,
  { seed, shuffle }: Pick<FinetuneConfig, "seed" | "shuffle">,
): number[] {
  const count = heldOutCount(nWindows, most);
  if (!shuffle) return range(nWindows - count, nWindows);
  const drawn: number[] = [];
  for (const w of drawIndices(nWindows, seededRandom(seed, "held out"))) {
    if (drawn.length === count) break;
    drawn.push(w);
  }
  return drawn.sort((a, b) => a - b);
}

/**
 * Packs text as the scan does; of training text, documents are cut as by the published script where padding counts in the loss.
 * Validation text is packed then, too: the script joins its sentences, and no validation counts padding.
 * @param trainWindows trained on at most: the first ones, so that less text is a part of more
 * @throws RangeError where a text does not fill one window
 */
export function finetuneWindows(
  { train, target, watched }: FinetuneTokens,
  config: FinetuneConfig,
  validationWindows: number,
  padTokenId: number,
  trainWindows = Number.POSITIVE_INFINITY,
): FinetuneWindows {
  const { seqLen, seed, lossOnPadding } = config;
  const pack = (tokens: LanguageTokens): TokenBatch => packWindows(tokens, { seqLen, seed }, padTokenId);
  const firstOf = (tokens: LanguageTokens): TokenBatch => {
    const batch = pack(tokens);
    return takeWindows(batch, range(0, Math.min(batch.nWindows, validationWindows)));
  };
  const all = lossOnPadding ? cutDocuments(train, seqLen, padTokenId) : pack(train);
  const heldOut = target ? [] : heldOutWindows(all.nWindows, validationWindows, config);
  const held = new Set(heldOut);
  const kept = range(0, all.nWindows)
    .filter((w) => !held.has(w))
    .slice(0, trainWindows);
  const batches = [
    ...(target ? [{ batch: firstOf(target), from: "validation text" as const }] : []),
    ...(heldOut.length > 0 ? [{ batch: takeWindows(all, heldOut), from: "held out" as const }] : []),
    ...watched.map(({ tokens, from }) => ({ batch: firstOf(tokens), from })),
  ];
  return {
    train: kept.length === all.nWindows ? all : takeWindows(all, kept),
    validation: batches.map(({ batch, from }) => {
      const { language, nWindows: windows, nTokens: tokens } = batch;
      return { language, windows, tokens, from, batch };
    }),
  };
}
