import { type FlateError, FlateErrorCode, Gunzip } from "fflate";
import { createCRC32 } from "hash-wasm";

/** Trailer of a gzip member (RFC 1952, 2.3.1): CRC-32 and length modulo 2^32 of what it held, little-endian. */
const TRAILER_BYTES = 8;
/** Input kept for its trailer: a member's end is known once the next one's header is whole, and headers may hold 64 KiB. */
const KEPT_BYTES = 2 ** 17;

/** The last bytes of a stream, found by their place in it. */
function lastBytes(): {
  push(chunk: Uint8Array): void;
  endingAt(end: number, size: number): Uint8Array;
  end(): number;
} {
  let kept = new Uint8Array(0);
  let before = 0;
  return {
    push(chunk) {
      const keep = kept.subarray(Math.max(kept.length - KEPT_BYTES, 0));
      before += kept.length - keep.length;
      kept = new Uint8Array(keep.length + chunk.length);
      kept.set(keep);
      kept.set(chunk, keep.length);
    },
    endingAt: (end, size) => kept.subarray(Math.max(end - before - size, 0), Math.max(end - before, 0)),
    end: () => before + kept.length,
  };
}

/**
 * Unpacks gzip, all members of a file that has several (as `cat a.gz b.gz` and bgzip make): browsers' DecompressionStream
 * refuses those after the first. Data that is cut off or damaged ends the stream early and is reported; what was unpacked until
 * then was given.
 * @param onBroken what is wrong with the data, at most once
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  onBroken: (reason: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const crc32 = await createCRC32();
  const input = lastBytes();
  let output: Uint8Array[] = [];
  let memberBytes = 0;
  let broken = "";

  const checkMemberEndingAt = (end: number): void => {
    const trailer = input.endingAt(end, TRAILER_BYTES);
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
    const crc = Number.parseInt(crc32.digest(), 16);
    const fits =
      trailer.length === TRAILER_BYTES &&
      view.getUint32(0, true) === crc &&
      view.getUint32(4, true) === memberBytes % 2 ** 32;
    if (!fits) broken ||= "the unpacked data does not fit its checksum: the file is cut off or damaged";
    crc32.init();
    memberBytes = 0;
  };
  const inflate = new Gunzip((part) => {
    crc32.update(part);
    memberBytes += part.length;
    output.push(part);
  });
  inflate.onmember = checkMemberEndingAt;
  const push = (chunk: Uint8Array, isLast: boolean): void => {
    input.push(chunk);
    try {
      inflate.push(chunk, isLast);
      if (isLast) checkMemberEndingAt(input.end());
    } catch (error) {
      broken ||= reasonOf(error as FlateError);
    }
  };

  for await (const chunk of chunks) {
    push(chunk, false);
    yield* output;
    output = [];
    if (broken) break;
  }
  if (!broken) push(new Uint8Array(0), true);
  yield* output;
  if (broken) onBroken(broken);
}

/** What fflate's errors mean for someone who has a file. */
function reasonOf({ code, message }: FlateError): string {
  if (code === FlateErrorCode.UnexpectedEOF) return "the gzip data is cut off: what was packed before the end was kept";
  if (code === FlateErrorCode.InvalidHeader) return "not gzip data from here on: what was packed before it was kept";
  return `damaged gzip data (${message}): what was packed before the damage was kept`;
}
