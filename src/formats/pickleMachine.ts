import { FormatError } from "./formatError";
import type { PickleValue } from "./pickleValue";

/** More than any list of tensors needs; it bounds what a hostile file can make us hold. */
const MAX_PICKLE_BYTES = 8 * 2 ** 20;
/** Python appends list items in batches of 1000, so an honest stack is shallow. */
const MAX_STACK = 100_000;
const MAX_LINE_BYTES = 200;

const MARK = Symbol("mark");

/** The bytes, stack and memo of a pickle being read. Every error names the offset of the opcode at work. */
export type PickleMachine = ReturnType<typeof pickleMachine>;

export function pickleMachine(data: Uint8Array<ArrayBuffer>) {
  if (data.length > MAX_PICKLE_BYTES) {
    throw new FormatError(`pickle of ${data.length} bytes; ${MAX_PICKLE_BYTES} at most are read`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const stack: (PickleValue | typeof MARK)[] = [];
  const memo = new Map<number, PickleValue>();
  let offset = 0;
  let opcodeAt = 0;

  const refusal = (reason: string) => new FormatError(`pickle refused at byte ${opcodeAt}: ${reason}`);
  const fail = (reason: string): never => {
    throw refusal(reason);
  };

  /** Steps over `bytes` bytes and returns where they begin. */
  const take = (bytes: number): number => {
    const at = offset;
    if (bytes > data.length - at) fail("the pickle is cut off");
    offset += bytes;
    return at;
  };

  const uint8 = (): number => data[take(1)]!;

  const string = (length: number): string => {
    const at = take(length);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data.subarray(at, at + length));
    } catch {
      return fail("a string is not valid UTF-8");
    }
  };

  const line = (): string => {
    const length = data.subarray(offset, offset + MAX_LINE_BYTES).indexOf(0x0a);
    return length < 0 ? fail(`no line end within ${MAX_LINE_BYTES} bytes`) : string(length + 1).slice(0, -1);
  };

  /** A signed little-endian integer of so many bytes. */
  const long = (length: number): number => {
    if (length > 8) fail(`an integer of ${length} bytes; 8 at most are read`);
    let value = 0n;
    for (let i = take(length) + length; i-- > offset - length; ) value = (value << 8n) | BigInt(data[i]!);
    const number = Number(BigInt.asIntN(8 * length, value));
    return Number.isSafeInteger(number) ? number : fail("an integer beyond 2^53");
  };

  const push = (value: PickleValue | typeof MARK): void => {
    if (stack.length >= MAX_STACK) fail(`more than ${MAX_STACK} values on the stack`);
    stack.push(value);
  };

  const top = (): PickleValue => {
    const value = stack.at(-1);
    return value === undefined || value === MARK ? fail("a value is missing on the stack") : value;
  };

  const pop = (): PickleValue => {
    const value = top();
    stack.pop();
    return value;
  };

  const popToMark = (): PickleValue[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) fail("a mark is missing on the stack");
    return stack.splice(mark).slice(1) as PickleValue[];
  };

  return {
    /** The error that refuses the opcode at work, to be thrown. */
    refusal,
    nextOpcode: (): number => {
      opcodeAt = offset;
      return uint8();
    },
    uint8,
    uint16: (): number => view.getUint16(take(2), true),
    uint32: (): number => view.getUint32(take(4), true),
    int32: (): number => view.getInt32(take(4), true),
    /** Big-endian, alone among pickle's numbers. */
    float64: (): number => view.getFloat64(take(8)),
    long,
    string,
    line,
    push,
    mark: () => push(MARK),
    top,
    pop,
    popToMark,
    remember: (index: number): void => {
      memo.set(index, top());
    },
    recall: (index: number): void => {
      const value = memo.get(index);
      push(value === undefined ? fail(`memo ${index} is not set`) : value);
    },
    /** The value that is left when the pickle ends here. */
    stop: (): PickleValue => {
      const value = pop();
      if (stack.length > 0) fail("values are left on the stack at the end");
      if (offset < data.length) fail("bytes are left behind the end");
      return value;
    },
  };
}
