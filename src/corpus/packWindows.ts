import { drawIndices, seededRandom } from "../tensor/random";
import type { LanguageTokens, PackingConfig, TokenBatch } from "./corpus";

/** The tokens that windows hold, before any are drawn: window `w` holds ids [start(w), end(w)). */
interface Spans {
  readonly count: number;
  readonly start: (w: number) => number;
  readonly end: (w: number) => number;
}

function checkConfig({ seqLen, bosTokenId, tokensPerLanguage }: PackingConfig): void {
  const shortest = bosTokenId === undefined ? 1 : 2;
  if (!Number.isInteger(seqLen) || seqLen < shortest) {
    throw new RangeError(`a window must have at least ${shortest} tokens, not ${seqLen}`);
  }
  if (tokensPerLanguage !== undefined && !(tokensPerLanguage >= seqLen)) {
    throw new RangeError(
      `a budget of ${tokensPerLanguage} tokens a language is less than one window of ${seqLen}: raise it or choose shorter windows`,
    );
  }
}

/** Consecutive windows of the concatenated documents; the tail that fills none is left out. */
function consecutive({ ids }: LanguageTokens, room: number): Spans {
  const count = Math.floor(ids.length / room);
  return { count, start: (w) => w * room, end: (w) => (w + 1) * room };
}

/** One window for each document that has tokens, cut where it is longer. */
function oneADocument({ documentStart }: LanguageTokens, room: number): Spans {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let d = 0; d + 1 < documentStart.length; d++) {
    const [start, end] = [documentStart[d]!, documentStart[d + 1]!];
    if (end === start) continue;
    starts.push(start);
    ends.push(Math.min(end, start + room));
  }
  return { count: starts.length, start: (w) => starts[w]!, end: (w) => ends[w]! };
}

/** Tokens that a window has room for behind its BOS. */
const roomOf = ({ seqLen, bosTokenId }: PackingConfig): number => seqLen - (bosTokenId === undefined ? 0 : 1);

const spansOf = (tokens: LanguageTokens, config: PackingConfig): Spans =>
  (config.oneDocumentAWindow ? oneADocument : consecutive)(tokens, roomOf(config));

function whyNoSpans({ language, ids }: LanguageTokens, config: PackingConfig): string {
  if (config.oneDocumentAWindow) return `${language} has no document with tokens: add text`;
  return `${language} has ${ids.length} tokens, fewer than the ${roomOf(config)} of one window: add text or choose shorter windows`;
}

/** How a text goes into windows, before any are drawn. */
export interface WindowFit {
  /** Tokens that no window holds: the tail behind the last, or what documents have beyond theirs. */
  readonly tailTokens: number;
  /** Why there is no window; null where there are some. */
  readonly problem: string | null;
}

/** What `packWindows` leaves of a text whatever the budget. Throws a RangeError when the config cannot be met. */
export function fitWindows(tokens: LanguageTokens, config: PackingConfig): WindowFit {
  checkConfig(config);
  const { count, start, end } = spansOf(tokens, config);
  let tailTokens = tokens.ids.length;
  for (let w = 0; w < count; w++) tailTokens -= end(w) - start(w);
  return { tailTokens, problem: count > 0 ? null : whyNoSpans(tokens, config) };
}

/**
 * Windows drawn without replacement until the next would exceed the budget, in file order. The draw depends on the seed and
 * the language alone, and a larger budget draws the same windows and more.
 */
function draw(
  count: number,
  lengthOf: (w: number) => number,
  budget: number,
  seed: number,
  language: string,
): number[] {
  const drawn: number[] = [];
  let tokens = 0;
  for (const w of drawIndices(count, seededRandom(seed, language))) {
    tokens += lengthOf(w);
    if (tokens > budget) break;
    drawn.push(w);
  }
  return drawn.sort((a, b) => a - b);
}

/**
 * Packs the tokens of one language into windows as the published scripts do: documents one after another without separators,
 * cut into windows of `seqLen`, the tail dropped. By the config also with a BOS token before each window, one document a
 * window, and a budget of whole windows drawn with the seed.
 * @param padTokenId fills windows behind their tokens; it is never counted
 * @throws RangeError when the config cannot be met, or the text does not fill one window
 */
export function packWindows(tokens: LanguageTokens, config: PackingConfig, padTokenId: number): TokenBatch {
  checkConfig(config);
  const { seqLen, bosTokenId, tokensPerLanguage, seed } = config;
  const nBos = seqLen - roomOf(config);
  const spans = spansOf(tokens, config);
  if (spans.count === 0) throw new RangeError(whyNoSpans(tokens, config));
  const lengthOf = (w: number): number => nBos + spans.end(w) - spans.start(w);
  const chosen =
    tokensPerLanguage === undefined
      ? Array.from({ length: spans.count }, (_, w) => w)
      : draw(spans.count, lengthOf, tokensPerLanguage, seed, tokens.language);
  const ids = new Int32Array(chosen.length * seqLen).fill(padTokenId);
  const lengths = new Uint32Array(chosen.length);
  for (const [row, w] of chosen.entries()) {
    if (bosTokenId !== undefined) ids[row * seqLen] = bosTokenId;
    ids.set(tokens.ids.subarray(spans.start(w), spans.end(w)), row * seqLen + nBos);
    lengths[row] = lengthOf(w);
  }
  const nTokens = lengths.reduce((sum, length) => sum + length, 0);
  return { language: tokens.language, seqLen, nWindows: chosen.length, ids, lengths, nTokens };
}
