import type { LanguageTokens, TokenBatch } from "../corpus/corpus";

/**
 * Windows as the published script makes them: each document is cut into pieces of `seqLen` tokens, and each piece of at least half
 * of that is a window of its own, padded behind its tokens. Documents shorter than half a window so fall away.
 * Unlike the script, pieces are not turned into text and tokens once more, and a padding token attends to the padding before it
 * as to any token, while the script masks padding out: the loss on padding differs from the script's, the loss on text does not,
 * since no token sees what comes behind it.
 * @throws RangeError where no piece is long enough
 */
export function cutDocuments(tokens: LanguageTokens, seqLen: number, padTokenId: number): TokenBatch {
  const { language, documentStart } = tokens;
  const pieces: (readonly [start: number, end: number])[] = [];
  for (let d = 0; d + 1 < documentStart.length; d++) {
    const documentEnd = documentStart[d + 1]!;
    for (let start = documentStart[d]!; documentEnd - start >= seqLen / 2; start += seqLen) {
      pieces.push([start, Math.min(documentEnd, start + seqLen)]);
    }
  }
  if (pieces.length === 0) {
    throw new RangeError(
      `no document of ${language} has the ${Math.ceil(seqLen / 2)} tokens of half a window: choose shorter windows, or pack the text`,
    );
  }
  const ids = new Int32Array(pieces.length * seqLen).fill(padTokenId);
  const lengths = new Uint32Array(pieces.length);
  for (const [w, [start, end]] of pieces.entries()) {
    ids.set(tokens.ids.subarray(start, end), w * seqLen);
    lengths[w] = end - start;
  }
  const nTokens = lengths.reduce((sum, length) => sum + length, 0);
  return { language, seqLen, nWindows: pieces.length, ids, lengths, nTokens };
}
