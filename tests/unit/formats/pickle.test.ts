import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError";
import { pickle } from "../../../src/formats/pickle";
import { OP } from "../../../src/formats/pickleOpcodes";
import type { PickleValue } from "../../../src/formats/pickleValue";
import { unpickle } from "../../../src/formats/unpickle";

/** Pickles that Python wrote (tests/fixtures/masks/make.py). */
const fixtures: Record<string, string> = JSON.parse(
  readFileSync(new URL("../../fixtures/masks/pickles.json", import.meta.url), "utf8"),
);
const fromPython = (name: string) => new Uint8Array(Buffer.from(fixtures[name]!, "hex"));
const tuple = (...items: PickleValue[]): PickleValue => ({ kind: "tuple", items });
const NONE: ReadonlySet<string> = new Set();

const plain: PickleValue = [
  ...[0, 1, 255, 256, 65535, 65536, 2 ** 31 - 1, -1, -(2 ** 31), true, false],
  ...["", "storage", "mlt_Latn", "ქართული", "storage", [], [7], [[], [[]]]],
  ...[tuple(), tuple(1), tuple(1, 2), tuple(1, 2, 3), tuple(1, 2, 3, 4), tuple(tuple(), tuple("a"))],
  Array.from({ length: 1001 }, (_, i) => i),
  ["x", "x", "x"],
];

describe("Python's pickles", () => {
  test("lists, tuples, strings and integers are read, and written with the same bytes", () => {
    expect(unpickle(fromPython("plain"), NONE)).toEqual(plain);
    expect(Buffer.from(pickle(plain)).toString("hex")).toBe(fixtures.plain);
  });

  test("dicts, wide integers, floats and None are read", () => {
    const numbers = new Map<string | number, PickleValue>([
      ["n", 99_999_744],
      ["wide", 2 ** 40],
      ["minus", -(2 ** 40)],
      ["half", 0.5],
      ["none", null],
      [3, "three"],
    ]);
    expect(unpickle(fromPython("numbers"), NONE)).toEqual(numbers);
  });

  test.each([
    ["osSystem", /byte 2: global "posix system" is not allowed; nothing was executed/],
    ["osSystemProtocol4", /byte 0: protocol 4/],
    ["osSystemProtocol0", /byte 0: global "posix system" is not allowed/],
    ["newobjAndBuild", /byte 2: global "__main__ Stateful" is not allowed/],
    ["bytes", /byte 2: global "_codecs encode" is not allowed/],
    ["set", /byte 2: global "__builtin__ set" is not allowed/],
    ["tooWide", /byte 2: an integer beyond 2\^53/],
    ["hugeInt", /byte 2: an integer of 11 bytes/],
  ])("%s is refused", (name, says) => {
    expect(() => unpickle(fromPython(name), NONE)).toThrow(FormatError);
    expect(() => unpickle(fromPython(name), NONE)).toThrow(says);
  });
});

describe("calls", () => {
  const allowed = new Set(["torch LongStorage", "collections OrderedDict"]);
  const call: PickleValue = { kind: "call", callee: "collections OrderedDict", args: [] };

  test("stay nodes, and are fetched from the memo", () => {
    const value = [
      call,
      { kind: "persistent", id: tuple({ kind: "global", name: "torch LongStorage" }, "0") },
      call,
    ] as const;
    expect(unpickle(pickle(value), allowed)).toEqual(value);
  });

  test("of a global that is not allowed are refused by name", () => {
    expect(() => unpickle(pickle(call), NONE)).toThrow('byte 2: global "collections OrderedDict" is not allowed');
  });

  test("of what is no global are refused", () => {
    const bytes = Uint8Array.of(OP.PROTO, 2, OP.BININT1, 7, OP.EMPTY_TUPLE, OP.REDUCE, OP.STOP);
    expect(() => unpickle(bytes, allowed)).toThrow("byte 5: REDUCE without a global and a tuple");
  });
});

const ALLOWED_CODES: readonly number[] = [
  ...[OP.PROTO, OP.MARK, OP.STOP, OP.NONE, OP.NEWTRUE, OP.NEWFALSE, OP.BININT, OP.BININT1, OP.BININT2, OP.LONG1],
  ...[OP.BINFLOAT, OP.BINUNICODE, OP.EMPTY_LIST, OP.APPEND, OP.APPENDS, OP.EMPTY_DICT, OP.SETITEM, OP.SETITEMS],
  ...[OP.EMPTY_TUPLE, OP.TUPLE, OP.TUPLE1, OP.TUPLE2, OP.TUPLE3, OP.GLOBAL, OP.REDUCE, OP.BINPERSID],
  ...[OP.BINPUT, OP.LONG_BINPUT, OP.BINGET, OP.LONG_BINGET],
];

test.each(Object.entries(OP).filter(([, code]) => !ALLOWED_CODES.includes(code)))(
  "opcode %s is refused",
  (name, code) => {
    const bytes = Uint8Array.of(OP.PROTO, 2, OP.EMPTY_LIST, code, 0, 0, 0, 0, OP.STOP);
    expect(() => unpickle(bytes, NONE)).toThrow(`byte 3: opcode ${name} is not allowed; nothing was executed`);
  },
);

const BAD: readonly (readonly [what: string, bytes: readonly number[], says: RegExp])[] = [
  ["nothing", [], /byte 0: the pickle is cut off/],
  ["no STOP", [OP.PROTO, 2, OP.EMPTY_LIST], /byte 3: the pickle is cut off/],
  ["no opcode", [0xff], /byte 0: byte 0xff is not allowed/],
  ["an empty stack", [OP.STOP], /byte 0: a value is missing/],
  ["a value too many", [OP.NONE, OP.NONE, OP.STOP], /values are left on the stack/],
  ["bytes behind", [OP.NONE, OP.STOP, OP.STOP], /bytes are left behind the end/],
  ["a mark as the value", [OP.MARK, OP.STOP], /a value is missing/],
  ["no mark", [OP.NONE, OP.TUPLE, OP.STOP], /byte 1: a mark is missing/],
  ["a string of 4 GiB", [OP.BINUNICODE, 255, 255, 255, 255, OP.STOP], /byte 0: the pickle is cut off/],
  ["a string that is no UTF-8", [OP.BINUNICODE, 1, 0, 0, 0, 0xff, OP.STOP], /byte 0: a string is not valid UTF-8/],
  ["an unset memo", [OP.BINGET, 7, OP.STOP], /byte 0: memo 7 is not set/],
  ["an item for an int", [OP.BININT1, 1, OP.NONE, OP.APPEND, OP.STOP], /byte 3: items for what is no list/],
  ["items for a list", [OP.EMPTY_LIST, OP.NONE, OP.NONE, OP.SETITEM, OP.STOP], /items for what is no dict/],
  ["a key without a value", [OP.EMPTY_DICT, OP.MARK, OP.NONE, OP.SETITEMS, OP.STOP], /items for what is no dict/],
  ["a list as key", [OP.EMPTY_DICT, OP.EMPTY_LIST, OP.NONE, OP.SETITEM, OP.STOP], /key is neither string nor number/],
  ["an endless name", [OP.GLOBAL, ...Array(500).fill(0x41), OP.STOP], /byte 0: no line end within 200 bytes/],
];

test.each(BAD)("refused: %s", (_, bytes, says) => {
  expect(() => unpickle(new Uint8Array(bytes), NONE)).toThrow(FormatError);
  expect(() => unpickle(new Uint8Array(bytes), NONE)).toThrow(says);
});

test("size and stack are bounded", () => {
  expect(() => unpickle(new Uint8Array(2 ** 23 + 1), NONE)).toThrow("pickle of 8388609 bytes; 8388608 at most");
  expect(() => unpickle(new Uint8Array(200_000).fill(OP.MARK), NONE)).toThrow("more than 100000 values on the stack");
});

test("None is remembered like any value, and a list may hold itself", () => {
  const none = Uint8Array.of(OP.NONE, OP.BINPUT, 0, OP.BINGET, 0, OP.TUPLE2, OP.STOP);
  expect(unpickle(none, NONE)).toEqual(tuple(null, null));
  const self = Uint8Array.of(OP.EMPTY_LIST, OP.BINPUT, 0, OP.BINGET, 0, OP.APPEND, OP.STOP);
  const list = unpickle(self, NONE) as PickleValue[];
  expect(list[0]).toBe(list);
});

const { tree } = fc.letrec<{ tree: PickleValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.boolean(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("tree"), { maxLength: 5 }),
    fc.array(tie("tree"), { maxLength: 5 }).map((items) => tuple(...items)),
    fc.array(tie("tree"), { maxLength: 3 }).map((args): PickleValue => ({ kind: "call", callee: "a b", args })),
    tie("tree").map((id): PickleValue => ({ kind: "persistent", id })),
  ),
}));

test("what was pickled is read back", () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(unpickle(pickle(value), new Set(["a b"]))).toEqual(value);
    }),
  );
});

test("what cannot be pickled is refused", () => {
  for (const value of [0.5, 2 ** 31, Number.NaN, null, new Map()]) expect(() => pickle(value)).toThrow(RangeError);
});

test("damaged or random bytes give an error of ours or a value, never anything else", () => {
  const valid = fromPython("plain");
  const edits = fc.array(
    fc.record({ at: fc.nat(120), byte: fc.oneof(fc.nat(255), fc.constantFrom(...ALLOWED_CODES)) }),
  );
  const damaged = edits.map((list) => {
    const bytes = valid.slice();
    for (const { at, byte } of list) bytes[at] = byte;
    return bytes;
  });
  const random = fc
    .array(fc.constantFrom(...ALLOWED_CODES, 0, 1, 2), { maxLength: 60 })
    .map((list) => new Uint8Array(list));
  fc.assert(
    fc.property(fc.oneof(damaged, random), (bytes) => {
      try {
        unpickle(bytes, NONE);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 5000 },
  );
});
