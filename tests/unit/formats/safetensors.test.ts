import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dtype, dtypeBytes } from "../../../src/formats/dtype";
import { FormatError } from "../../../src/formats/formatError";
import {
  findTensor,
  looksLikeSafetensors,
  openSafetensors,
  readTensor,
  type TensorData,
  writeSafetensors,
} from "../../../src/formats/safetensors";

/** A file from a header text and data bytes, put together by hand. */
function fileOf(header: string | Uint8Array<ArrayBuffer>, data = new Uint8Array(0), length?: bigint): Blob {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  return new Blob([prefix, text, data]);
}

const entry = (dtype: string, shape: unknown, begin: unknown, end: unknown) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const json = JSON.stringify;

describe("reading", () => {
  test("the sample model's file, written by Python", async () => {
    const folder = new URL("../../../public/models/babel-7m/", import.meta.url);
    const config = JSON.parse(readFileSync(new URL("config.json", folder), "utf8"));
    const file = await openSafetensors(new Blob([readFileSync(new URL("model.safetensors", folder))]));
    const gate = findTensor(file, "model.layers.5.mlp.gate_proj.weight");
    expect(gate.dtype).toBe("F16");
    expect(gate.shape).toEqual([config.intermediate_size, config.hidden_size]);
    const row = await readTensor(gate, "F16", 0, config.hidden_size);
    expect(row).toHaveLength(config.hidden_size);
    expect(row.some((bits) => bits !== 0)).toBe(true);
    expect(row.every((bits) => (bits & 0x7c00) !== 0x7c00)).toBe(true);
    expect(() => findTensor(file, "lm_head.gone")).toThrow(/no tensor "lm_head.gone"; the file has .* and \d+ more/);
  });

  test("values, sizes of zero, scalars and metadata laid out by hand", async () => {
    const data = new Uint8Array([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 7]);
    const header = {
      __metadata__: { note: "naïve" },
      "a.b": entry("I32", [2], 0, 8),
      scalar: entry("U8", [], 8, 9),
      none: entry("F64", [3, 0], 9, 9),
    };
    const file = await openSafetensors(fileOf(json(header), data));
    expect(file.metadata.get("note")).toBe("naïve");
    expect([...(await readTensor(findTensor(file, "a.b"), "I32"))]).toEqual([1, -2]);
    expect([...(await readTensor(findTensor(file, "a.b"), "I32", 1, 2))]).toEqual([-2]);
    expect([...(await readTensor(findTensor(file, "scalar"), "U8"))]).toEqual([7]);
    expect(await readTensor(findTensor(file, "none"), "F64")).toHaveLength(0);
    await expect(readTensor(findTensor(file, "a.b"), "F32")).rejects.toThrow('tensor "a.b" is I32, expected F32');
  });

  test("a name of Object.prototype is a name like any other", async () => {
    const file = await openSafetensors(
      fileOf('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', Uint8Array.of(5)),
    );
    expect([...(await readTensor(findTensor(file, "__proto__"), "U8"))]).toEqual([5]);
  });
});

const eight = new Uint8Array(8);
const BAD: readonly (readonly [what: string, file: Blob, says: RegExp])[] = [
  ["nothing", new Blob([]), /0 bytes, a header length takes 8/],
  ["half a length", new Blob([eight.subarray(0, 5)]), /5 bytes/],
  [
    "a header of 2^40 bytes",
    fileOf("{}", eight, 2n ** 40n),
    /header would have 1099511627776 bytes, 100000000 at most/,
  ],
  ["a header beyond the file", fileOf("{}", eight, 999n), /cut off: header of 999 bytes, file of 18 bytes/],
  ["no JSON", fileOf("{nonsense}"), /header is not valid JSON/],
  ["a list", fileOf("[]"), /header must be a JSON object/],
  ["no UTF-8", fileOf(Uint8Array.of(0x7b, 0xff, 0x7d)), /not valid UTF-8/],
  ["an unknown dtype", fileOf(json({ a: entry("F128", [1], 0, 8) }), eight), /"a": dtype "F128" is not known/],
  ["a dtype of Object", fileOf(json({ a: entry("toString", [1], 0, 8) }), eight), /dtype "toString" is not known/],
  ["no dtype", fileOf('{"a":{"shape":[],"data_offsets":[0,8]}}', eight), /dtype missing is not known/],
  ["a negative size", fileOf(json({ a: entry("F32", [-2], 0, 8) }), eight), /a size must be an integer from 0, not -2/],
  ["half a size", fileOf(json({ a: entry("F32", [0.5], 0, 8) }), eight), /not 0.5/],
  ["no shape", fileOf(json({ a: entry("F32", null, 0, 8) }), eight), /"a": shape must be a JSON list/],
  ["a size too few", fileOf(json({ a: entry("F32", [1], 0, 8) }), eight), /takes 4 bytes, data_offsets give 8/],
  [
    "a size too many",
    fileOf(json({ a: entry("F32", [3], 0, 8) }), eight),
    /F32 \[3\] takes 12 bytes, data_offsets give 8/,
  ],
  ["sizes beyond 2^53", fileOf(json({ a: entry("F32", [2 ** 40, 2 ** 40], 0, 8) }), eight), /more than 2\^53 elements/],
  ["offsets backwards", fileOf(json({ a: entry("F32", [2], 8, 0) }), eight), /data_offsets give -8/],
  ["three offsets", fileOf('{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,4,8]}}', eight), /must be two numbers/],
  [
    "data cut off",
    fileOf(json({ a: entry("F32", [4], 0, 16) }), eight),
    /ends at byte 79, the file has 71: it is cut off/,
  ],
  [
    "an overlap",
    fileOf(json({ a: entry("F32", [2], 0, 8), b: entry("F32", [1], 4, 8) }), eight),
    /"b" begins at 4, expected 8: tensors overlap/,
  ],
  ["a gap", fileOf(json({ a: entry("F32", [1], 4, 8) }), eight), /"a" begins at 4, expected 0/],
  ["bytes behind", fileOf(json({ a: entry("F32", [1], 0, 4) }), eight), /4 bytes behind its last tensor/],
  [
    "a name twice",
    fileOf(
      '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}',
      eight,
    ),
    /gap/,
  ],
  ["metadata of numbers", fileOf('{"__metadata__":{"n":1}}'), /metadata "n" must be a string/],
];

test.each(BAD)("refused: %s", async (_, file, says) => {
  await expect(openSafetensors(file)).rejects.toThrow(FormatError);
  await expect(openSafetensors(file)).rejects.toThrow(says);
});

test("a file is recognised by its first bytes", async () => {
  const recognise = async (file: Blob) =>
    looksLikeSafetensors(new Uint8Array(await file.slice(0, 16).arrayBuffer()), file.size);
  expect(await recognise(fileOf("{}"))).toBe(true);
  expect(await recognise(fileOf("{}", eight, 99n))).toBe(false);
  expect(await recognise(new Blob(['{"format": "babelscope-mask"}']))).toBe(false);
  expect(await recognise(new Blob(["PK"]))).toBe(false);
});

describe("writing", () => {
  test("lays out what a plain reader of the format finds", async () => {
    const blob = writeSafetensors(
      [
        { name: "small", dtype: "U8", shape: [3], parts: [Uint8Array.of(1, 2, 3)] },
        { name: "wide", dtype: "I64", shape: [2], parts: [BigInt64Array.of(-1n), BigInt64Array.of(9n)] },
      ],
      { who: "me" },
    );
    const bytes = await blob.arrayBuffer();
    const length = Number(new DataView(bytes).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + length)));
    expect(header).toEqual({
      __metadata__: { who: "me" },
      wide: entry("I64", [2], 0, 16),
      small: entry("U8", [3], 16, 19),
    });
    expect(bytes.byteLength).toBe(8 + length + 19);
    expect(new DataView(bytes, 8 + length).getBigInt64(8, true)).toBe(9n);
  });

  test("refuses data that does not fit its shape, and a name twice", () => {
    const tensor: TensorData = { name: "a", dtype: "F32", shape: [2], parts: [new Float32Array(2)] };
    expect(() => writeSafetensors([{ ...tensor, shape: [3] }])).toThrow('"a": F32 [3] takes 12 bytes, got 8');
    expect(() => writeSafetensors([tensor, tensor])).toThrow('two tensors are named "a"');
    expect(() => writeSafetensors([{ ...tensor, name: "__metadata__" }])).toThrow("two tensors");
  });
});

const DTYPES: readonly Dtype[] = [
  "F64",
  "F32",
  "F16",
  "BF16",
  "I64",
  "U64",
  "I32",
  "U32",
  "I16",
  "U16",
  "I8",
  "U8",
  "BOOL",
];
const tensors = fc.uniqueArray(
  fc
    .record({
      name: fc.string({ unit: "grapheme", maxLength: 8 }).filter((name) => name !== "__metadata__"),
      dtype: fc.constantFrom(...DTYPES),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
    })
    .chain(({ name, dtype, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1) * dtypeBytes(dtype);
      const bytes = fc.uint8Array({ minLength: size, maxLength: size });
      return bytes.map((part) => ({ name, dtype, shape, parts: [new Uint8Array(part)] }));
    }),
  { selector: ({ name }) => name, maxLength: 6 },
);
const metadata = fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ unit: "grapheme", maxLength: 9 }), {
  maxKeys: 3,
});

test("what was written is read back, and lies aligned", async () => {
  await fc.assert(
    fc.asyncProperty(tensors, metadata, async (written, notes) => {
      const blob = writeSafetensors(written, notes);
      const file = await openSafetensors(blob);
      expect(file.metadata).toEqual(new Map(Object.entries(notes)));
      expect(file.tensors.size).toBe(written.length);
      const start = 8 + Number(new DataView(await blob.arrayBuffer()).getBigUint64(0, true));
      const header = JSON.parse(await blob.slice(8, start).text());
      for (const { name, dtype, shape, parts } of written) {
        const tensor = findTensor(file, name);
        expect([tensor.dtype, tensor.shape]).toEqual([dtype, shape]);
        expect((start + header[name].data_offsets[0]) % dtypeBytes(dtype)).toBe(0);
        const array = await readTensor(tensor, dtype);
        expect(new Uint8Array(array.buffer)).toEqual(parts[0]);
      }
    }),
    { numRuns: 200 },
  );
});

test("a damaged file gives an error of ours or a value, never anything else", async () => {
  const blob = writeSafetensors(
    [
      { name: "counts", dtype: "I32", shape: [2, 2], parts: [Int32Array.of(1, 2, 3, 4)] },
      { name: "n", dtype: "I64", shape: [2], parts: [BigInt64Array.of(5n, 6n)] },
    ],
    { languages: "mlt_Latn isl_Latn" },
  );
  const valid = new Uint8Array(await blob.arrayBuffer());
  const damage = fc.record({
    edits: fc.array(fc.record({ at: fc.nat(valid.length - 1), byte: fc.nat(255) }), { maxLength: 4 }),
    end: fc.integer({ min: 0, max: valid.length }),
    cut: fc.boolean(),
  });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damage, async ({ edits, end, cut }) => {
      const bytes = valid.slice();
      for (const { at, byte } of edits) bytes[at] = byte;
      try {
        const file = await openSafetensors(new Blob([cut ? bytes.subarray(0, end) : bytes]));
        let total = 0;
        for (const tensor of file.tensors.values()) total += (await readTensor(tensor, tensor.dtype)).byteLength;
        expect(total).toBeLessThanOrEqual(valid.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        refused++;
      }
    }),
    { numRuns: 1000 },
  );
  expect(refused).toBeGreaterThan(300);
});
