import type { LanguageText, LanguageTokens } from "./corpus";
import { utf8Length } from "./utf8Length";

/** What is read of a tokenizer.json; a file that was opened has it in this form. */
interface TokenizerFile {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly byte_fallback?: boolean;
    readonly continuing_subword_prefix?: string | null;
    readonly end_of_word_suffix?: string | null;
  };
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly pre_tokenizer?: Step | null;
  readonly decoder?: Step | null;
}

interface Step {
  readonly type?: string;
  readonly pretokenizers?: readonly Step[];
  readonly decoders?: readonly Step[];
}

const hasStep = (step: Step | null | undefined, type: string): boolean =>
  step?.type === type ||
  [...(step?.pretokenizers ?? []), ...(step?.decoders ?? [])].some((inner) => hasStep(inner, type));

function* vocabulary({ vocab }: TokenizerFile["model"]): Generator<readonly [piece: string, id: number]> {
  if (Array.isArray(vocab)) for (const [id, [piece]] of (vocab as [string, number][]).entries()) yield [piece, id];
  else yield* Object.entries(vocab as Record<string, number>);
}

/** SentencePiece's sign for a blank. */
const BLANK = /▁/g;
const ONE_BYTE = /^<0x[0-9A-Fa-f]{2}>$/;

/** Bytes of text that a piece of the vocabulary stands for. */
function lengthOfPiece(piece: string, { model, pre_tokenizer, decoder }: TokenizerFile): number {
  // Here a piece is spelt with one character a byte.
  if (hasStep(pre_tokenizer, "ByteLevel") || hasStep(decoder, "ByteLevel")) return [...piece].length;
  if (model.byte_fallback && ONE_BYTE.test(piece)) return 1;
  const { continuing_subword_prefix: prefix, end_of_word_suffix: suffix } = model;
  const from = prefix && piece.startsWith(prefix) ? prefix.length : 0;
  const to = suffix && piece.endsWith(suffix) ? piece.length - suffix.length : piece.length;
  return utf8Length(piece.slice(from, to).replace(BLANK, " "));
}

/** UTF-8 bytes that each token stands for by its spelling in an opened tokenizer.json, by id. */
export function pieceBytes(tokenizerJson: string): ReadonlyMap<number, number> {
  const file = JSON.parse(tokenizerJson) as TokenizerFile;
  const bytes = new Map<number, number>();
  for (const [piece, id] of vocabulary(file.model)) bytes.set(id, lengthOfPiece(piece, file));
  for (const { id, content } of file.added_tokens ?? []) bytes.set(id, utf8Length(content));
  return bytes;
}

/**
 * The bytes of its text that each token stands for, as if they were ids: so they are packed into windows like the tokens themselves.
 *
 * A document's tokens share exactly the UTF-8 bytes of the document, by the lengths of their spelling. Where these add up to the
 * document, as with tokenizers that lose nothing, each token has its own bytes. Where a tokenizer changes its text (a normalized
 * character, blanks that it puts before words or drops, an unknown token), they are stretched to the document's: bits a byte stay
 * those of the text as it was given, whatever the tokenizer.
 */
export function bytesOfTokens(
  { documents }: Pick<LanguageText, "documents">,
  tokens: LanguageTokens,
  pieces: ReadonlyMap<number, number>,
): LanguageTokens {
  const { ids, documentStart } = tokens;
  const bytes = new Int32Array(ids.length);
  for (const [d, document] of documents.entries()) {
    const [start, end] = [documentStart[d]!, documentStart[d + 1]!];
    const lengths = Array.from(ids.subarray(start, end), (id) => pieces.get(id) ?? 0);
    const sum = lengths.reduce((total, length) => total + length, 0);
    const whole = utf8Length(document);
    let [spelt, before] = [0, 0];
    for (const [i, length] of lengths.entries()) {
      spelt += length;
      const place = sum > 0 ? Math.round((spelt / sum) * whole) : Math.round(((i + 1) / lengths.length) * whole);
      bytes[start + i] = place - before;
      before = place;
    }
  }
  return { ...tokens, ids: bytes };
}
