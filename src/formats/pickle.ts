import { OP } from "./pickleOpcodes";
import type { PickleNode, PickleValue } from "./pickleValue";

/** Python's own batch for the items of a list. */
const BATCH = 1000;

/**
 * Writes a pickle of protocol 2 with the very bytes that Python's pickler gives for such a tree, memo included: lists,
 * tuples, strings, integers, booleans, globals, calls and persistent ids. Equal strings are one object in the memo.
 */
export function pickle(value: PickleValue): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [OP.PROTO, 2];
  const memo = new Map<string, number>();
  let nMemo = 0;

  const uint32 = (n: number) => bytes.push(n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24);
  const byteOrLong = (short: number, long: number, n: number): void => {
    if (n < 256) bytes.push(short, n);
    else {
      bytes.push(long);
      uint32(n);
    }
  };
  const remember = (): number => {
    byteOrLong(OP.BINPUT, OP.LONG_BINPUT, nMemo);
    return nMemo++;
  };
  /** Writes what is named `key` once; later it is fetched from the memo. */
  const once = (key: string, write: () => void): void => {
    const index = memo.get(key);
    if (index === undefined) {
      write();
      memo.set(key, remember());
    } else byteOrLong(OP.BINGET, OP.LONG_BINGET, index);
  };

  const text = (value: string): void =>
    once(`string ${value}`, () => {
      const utf8 = new TextEncoder().encode(value);
      bytes.push(OP.BINUNICODE);
      uint32(utf8.length);
      for (const byte of utf8) bytes.push(byte);
    });
  const global = (name: string): void =>
    once(`global ${name}`, () => {
      bytes.push(OP.GLOBAL, ...new TextEncoder().encode(`${name.replace(" ", "\n")}\n`));
    });
  const integer = (value: number): void => {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
      throw new RangeError(`${value} cannot be pickled; integers of 32 bits can`);
    }
    if (value >= 0 && value < 256) bytes.push(OP.BININT1, value);
    else if (value >= 0 && value < 65536) bytes.push(OP.BININT2, value & 0xff, value >>> 8);
    else {
      bytes.push(OP.BININT);
      uint32(value);
    }
  };
  const list = (items: readonly PickleValue[]): void => {
    bytes.push(OP.EMPTY_LIST);
    remember();
    for (let i = 0; i < items.length; i += BATCH) {
      if (items.length > 1) bytes.push(OP.MARK);
      for (const item of items.slice(i, i + BATCH)) write(item);
      bytes.push(items.length > 1 ? OP.APPENDS : OP.APPEND);
    }
  };
  const tuple = (items: readonly PickleValue[]): void => {
    if (items.length === 0) {
      bytes.push(OP.EMPTY_TUPLE);
      return;
    }
    if (items.length > 3) bytes.push(OP.MARK);
    for (const item of items) write(item);
    bytes.push([OP.TUPLE1, OP.TUPLE2, OP.TUPLE3][items.length - 1] ?? OP.TUPLE);
    remember();
  };
  const node = (value: PickleNode): void => {
    if (value.kind === "tuple") tuple(value.items);
    else if (value.kind === "global") global(value.name);
    else if (value.kind === "call") {
      global(value.callee);
      tuple(value.args);
      bytes.push(OP.REDUCE);
      remember();
    } else {
      write(value.id);
      bytes.push(OP.BINPERSID);
    }
  };
  const write = (value: PickleValue): void => {
    if (typeof value === "boolean") bytes.push(value ? OP.NEWTRUE : OP.NEWFALSE);
    else if (typeof value === "number") integer(value);
    else if (typeof value === "string") text(value);
    else if (Array.isArray(value)) list(value);
    else if (typeof value === "object" && value !== null && "kind" in value) node(value);
    else throw new RangeError("only lists, tuples, strings, integers, booleans and nodes can be pickled");
  };

  write(value);
  bytes.push(OP.STOP);
  return new Uint8Array(bytes);
}
