import { FormatError } from "./formatError";
import { concat, MAX_FIELD_HEAD, readField, type WireField } from "./protobuf";

/** What is needed of a Blob to read parts of it. */
export interface SliceSource {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A range of bytes of a file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const FIRST_BUFFER = 4 * 1024;
const LARGEST_BUFFER = 256 * 1024;

/**
 * Reads a file in slices: small ones behind a jump, growing ones while reading goes on in order, so that jumping over weights
 * costs little and a long run of nodes is not read one by one.
 */
export class SliceReader {
  private buffer = new Uint8Array(0);
  private bufferStart = 0;
  private nextSize = FIRST_BUFFER;

  constructor(
    readonly source: SliceSource,
    readonly path: string,
  ) {}

  /** Bytes `start` to `end`, as a view that is good until the next call. */
  private async view({ start, end }: Span): Promise<Uint8Array> {
    const bufferEnd = this.bufferStart + this.buffer.length;
    if (start < this.bufferStart || end > bufferEnd) {
      const goesOn = start >= this.bufferStart && start <= bufferEnd;
      this.nextSize = goesOn ? Math.min(this.nextSize * 2, LARGEST_BUFFER) : FIRST_BUFFER;
      const to = Math.min(Math.max(end, start + this.nextSize), this.source.size);
      this.buffer = new Uint8Array(await this.source.slice(start, to).arrayBuffer());
      this.bufferStart = start;
      if (this.buffer.length !== to - start) {
        throw new FormatError(
          `${this.path}: bytes ${start} to ${to} could not be read, it ends at ${start + this.buffer.length}; ` +
            "was the file changed or moved since it was opened?",
        );
      }
    }
    return this.buffer.subarray(start - this.bufferStart, end - this.bufferStart);
  }

  /** A copy of the span's bytes. */
  async bytes(span: Span): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.view(span));
  }

  /** The fields of the message that fills `span`; values are jumped over. Offsets count from the start of the file. */
  async *fields({ start, end }: Span): AsyncGenerator<WireField> {
    for (let at = start; at < end; ) {
      const head = await this.view({ start: at, end: Math.min(at + MAX_FIELD_HEAD, end) });
      const { number, wire, valueStart, end: valueEnd, varint } = readField(head, 0, end - at, at);
      const field = { number, wire, start: at, valueStart: at + valueStart, end: at + valueEnd, varint };
      yield field;
      at = field.end;
    }
  }

  /** The message without its fields longer than `limit` bytes, and where those are. */
  async skeleton(span: Span, limit: number): Promise<{ bytes: Uint8Array<ArrayBuffer>; omitted: WireField[] }> {
    if (span.end - span.start <= limit) return { bytes: await this.bytes(span), omitted: [] };
    const kept: { start: number; end: number }[] = [];
    const omitted: WireField[] = [];
    for await (const field of this.fields(span)) {
      const last = kept.at(-1);
      if (field.end - field.valueStart > limit) omitted.push(field);
      else if (last?.end === field.start) last.end = field.end;
      else kept.push({ start: field.start, end: field.end });
    }
    const parts: Uint8Array[] = [];
    for (const run of kept) parts.push(await this.bytes(run));
    return { bytes: concat(parts), omitted };
  }
}
