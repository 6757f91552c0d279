import { growableArray } from "./growableArray";

/** Longest line that is read, in bytes without its newline. */
export const MAX_LINE_BYTES = 16 * 2 ** 20;

/** Where lines go. `line` counts from 1. */
export interface LineSink {
  readonly onLine: (text: string, line: number) => void;
  /** A line that was skipped. */
  readonly onBadLine: (line: number, reason: string, excerpt: string) => void;
}

const NEWLINE = 0x0a;
const EXCERPT_CHARACTERS = 80;
/** Bytes that surely hold the excerpt: four for a character of UTF-8. */
const EXCERPT_BYTES = 4 * EXCERPT_CHARACTERS;

/** The first characters of a text, for a report. */
export const excerptOf = (text: string): string => text.slice(0, EXCERPT_CHARACTERS).toWellFormed();

/** Strict decoding leaves byte order marks in: only the one at the start of a file is no text. */
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined; // not UTF-8: the caller says where
  }
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/**
 * Reads UTF-8 text line by line: newlines end lines, one carriage return before a newline or the end is dropped, a byte order
 * mark at the start too, and nothing else. A line that is not valid UTF-8 or longer than `MAX_LINE_BYTES` is skipped and
 * reported; it keeps its number, and of an overlong one only the first bytes are ever held. A file in UTF-16 is reported once.
 * @returns the number of lines; text behind the last newline is a line, nothing behind it is none.
 */
export async function readLines(chunks: AsyncIterable<Uint8Array>, sink: LineSink): Promise<number> {
  /** Lines finished so far. */
  let lines = 0;
  /** The line that the last chunk began, as far as it is kept: an overlong one is only counted on. */
  const held = growableArray((length) => new Uint8Array(length), 2 ** 16);
  let heldBytes = 0;
  let isUtf16File = false;

  const giveText = (text: string): void => {
    lines++;
    const start = lines === 1 && text.startsWith("\ufeff") ? 1 : 0;
    sink.onLine(text.slice(start, text.endsWith("\r") ? -1 : undefined), lines);
  };
  const giveBad = (reason: string, bytes: Uint8Array): void => {
    lines++;
    sink.onBadLine(lines, reason, excerptOf(lenient.decode(bytes.subarray(0, EXCERPT_BYTES))));
  };
  const giveLine = (bytes: Uint8Array, length: number): void => {
    const text = length <= MAX_LINE_BYTES ? decode(bytes) : undefined;
    if (text !== undefined) giveText(text);
    else if (lines === 0 && isUtf16(bytes)) {
      isUtf16File = true;
      giveBad("UTF-16, not UTF-8: nothing of the file was read; save it as UTF-8", new Uint8Array(0));
    } else giveBad(length > MAX_LINE_BYTES ? overlong(length) : "not valid UTF-8: the line was skipped", bytes);
  };
  /** Whole lines, without the last newline: decoded at once where all is well. */
  const giveLines = (bytes: Uint8Array): void => {
    const text = bytes.length <= MAX_LINE_BYTES ? decode(bytes) : undefined;
    if (text !== undefined) {
      for (const line of text.split("\n")) giveText(line);
      return;
    }
    for (let start = 0; start <= bytes.length && !isUtf16File; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      giveLine(bytes.subarray(start, end), end - start);
      start = end + 1;
    }
  };
  const hold = (bytes: Uint8Array): void => {
    const room = MAX_LINE_BYTES - held.length;
    if (room > 0) held.append(bytes.length > room ? bytes.subarray(0, room) : bytes);
    heldBytes += bytes.length;
  };
  const giveHeld = (): void => {
    giveLine(held.view(), heldBytes);
    held.clear();
    heldBytes = 0;
  };

  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      hold(chunk);
      continue;
    }
    let start = 0;
    if (heldBytes > 0) {
      const first = chunk.indexOf(NEWLINE);
      hold(chunk.subarray(0, first));
      giveHeld();
      start = first + 1;
    }
    if (start <= last && !isUtf16File) giveLines(chunk.subarray(start, last));
    if (isUtf16File) return lines;
    hold(chunk.subarray(last + 1));
  }
  if (heldBytes > 0) giveHeld();
  return lines;
}

const overlong = (bytes: number): string =>
  `a line of ${(bytes / 2 ** 20).toFixed(1)} MiB, longer than the ${MAX_LINE_BYTES / 2 ** 20} MiB that are read: the line was skipped`;
