import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesField,
  concat,
  fieldBytes,
  intField,
  readFields,
  toInt,
  toInts,
  toText,
} from "../../../src/formats/protobuf";
import { SliceReader } from "../../../src/formats/protobufSlices";
import { countingSource } from "../../support/sliceSource";

const bytes = (...values: number[]) => Uint8Array.from(values);
const all = (message: Uint8Array) => [...readFields(message)];

describe("reading", () => {
  test("reads the documentation's own examples", () => {
    // From the encoding guide of Protocol Buffers: 150 in field 1, "testing" in field 2, packed [3, 270, 86942] in field 4.
    const [number] = all(bytes(0x08, 0x96, 0x01));
    expect(number).toMatchObject({ number: 1, wire: 0, varint: 150n });
    const text = bytes(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67);
    expect(toText(text, all(text)[0]!)).toBe("testing");
    const packed = bytes(0x22, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05);
    expect(toInts(packed, all(packed)[0]!)).toEqual([3, 270, 86942]);
  });

  test("reads negative numbers as ten-byte varints", () => {
    const [field] = all(bytes(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01));
    expect(toInt(field!.varint)).toBe(-2);
  });

  test.each([
    [
      "a length beyond the message",
      bytes(0x08, 0x01, 0x12, 0x05, 0x00),
      /field 2 at byte 2 claims 5 bytes, its message has 1/,
    ],
    ["a length of 2^63", bytes(0x12, ...Array(8).fill(0xff), 0x7f, 0), /field 2 at byte 0 claims \d+ bytes/],
    ["a cut varint", bytes(0x08, 0x96), /number at byte 1 is cut off/],
    ["an endless varint", bytes(0x08, ...Array(12).fill(0x80)), /number at byte 1 is longer than 64 bits/],
    ["a varint of 65 bits", bytes(0x08, ...Array(9).fill(0xff), 0x03), /longer than 64 bits/],
    ["a cut fixed32", bytes(0x0d, 1, 2, 3), /field 1 at byte 0 claims 4 bytes, its message has 3/],
    ["a cut fixed64", bytes(0x09, 1, 2, 3), /field 1 at byte 0 claims 8 bytes, its message has 3/],
    ["a group", bytes(0x0b, 0x0c), /field 1 at byte 0 has wire type 3, which is not supported/],
    ["wire type 7", bytes(0x0f), /wire type 7/],
    ["field number 0", bytes(0x02, 0x00), /no field number at byte 0/],
  ])("refuses %s", (_, message, reason) => {
    expect(() => all(message)).toThrow(reason);
  });

  test("refuses text that is not UTF-8, and a text where the schema has one but the file a number", () => {
    const bad = bytes(0x0a, 0x01, 0xff);
    expect(() => toText(bad, all(bad)[0]!, 100)).toThrow(/field 1 at byte 100 is not valid UTF-8/);
    const number = bytes(0x08, 0x01);
    expect(() => toText(number, all(number)[0]!)).toThrow(/wire type 0, expected 2/);
  });
});

describe("writing", () => {
  test("writes the documentation's own examples", () => {
    expect([...intField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...bytesField(2, "testing")]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...intField(1, -2)]).toEqual([0x08, 0xfe, ...Array(8).fill(0xff), 0x01]);
  });

  test("what was written reads back", () => {
    const value = fc.oneof(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 0x1fffffff >> 3 }), value)), (fields) => {
        const message = concat(fields.map(([n, v]) => (typeof v === "bigint" ? intField(n, v) : bytesField(n, v))));
        const read = all(message).map((f) => [
          f.number,
          f.wire === 0 ? BigInt.asIntN(64, f.varint) : new Uint8Array(fieldBytes(message, f)),
        ]);
        expect(read).toEqual(fields);
      }),
    );
  });
});

describe("reading in slices", () => {
  test("gives the same fields or the same error as reading at once, on any bytes", async () => {
    const attempt = async (read: () => unknown) => {
      try {
        return await read();
      } catch (error) {
        return (error as Error).message;
      }
    };
    const sliced = async (message: Uint8Array<ArrayBuffer>) => {
      const fields = [];
      const reader = new SliceReader(new Blob([message]), "x.onnx");
      for await (const field of reader.fields({ start: 0, end: message.length })) fields.push(field);
      return fields;
    };
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    const fieldsOfBytes = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.uint8Array({ maxLength: 40 })));
    const cutMessage = fc
      .tuple(fieldsOfBytes, fc.nat(200))
      .map(([fields, cut]) => concat(fields.map(([n, v]) => bytesField(n, v))).slice(0, cut));
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyBytes, cutMessage), async (data) => {
        const message = Uint8Array.from(data);
        expect(await attempt(() => sliced(message))).toEqual(await attempt(() => all(message)));
      }),
    );
  });

  test("jumps over large values without reading them", async () => {
    const head = [bytesField(1, "before"), Uint8Array.of(0x12, 0x80, 0x80, 0x80, 0x80, 0x08)]; // 2 GiB in field 2
    const source = countingSource([concat(head), 2 ** 31, bytesField(3, "behind")]);
    const reader = new SliceReader(source, "x.onnx");
    const { bytes: kept, omitted } = await reader.skeleton({ start: 0, end: source.size }, 1024);
    expect(all(kept).map((f) => toText(kept, f))).toEqual(["before", "behind"]);
    expect(omitted.map(({ number, valueStart, end }) => [number, end - valueStart])).toEqual([[2, 2 ** 31]]);
    expect(source.bytesRead).toBeLessThan(16 * 1024);
  });

  test("says so when the file shrank after it was opened", async () => {
    const shrunk = { size: 100, slice: () => new Blob([new Uint8Array(10)]) };
    const reader = new SliceReader(shrunk, "m.onnx");
    await expect(reader.bytes({ start: 0, end: 50 })).rejects.toThrow(
      /m\.onnx: bytes 0 to 100 .*ends at 10.*changed or moved/,
    );
  });
});
