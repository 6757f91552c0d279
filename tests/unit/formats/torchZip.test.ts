import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type Zippable, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError";
import { pickle } from "../../../src/formats/pickle";
import type { PickleValue } from "../../../src/formats/pickleValue";
import { openStoredZip } from "../../../src/formats/storedZip";
import { asTensor, tensorNode } from "../../../src/formats/torchTensor";
import {
  openTorchZip,
  readTorchNote,
  readTorchTensor,
  type TorchZip,
  writeTorchZip,
} from "../../../src/formats/torchZip";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/masks/${name}`, import.meta.url));
const blobOf = (name: string) => new Blob([fixture(name)]);
const listOf = (value: PickleValue | undefined) => value as readonly PickleValue[];

/** The elements of the int64 tensor that is `item`. */
async function integers(file: TorchZip, item: PickleValue | undefined): Promise<number[]> {
  return [...(await readTorchTensor(file, asTensor(item, "x"), "I64", "x"))].map(Number);
}

/** An archive put together by another writer. */
function archive(entries: Record<string, Uint8Array | string>, options: { level?: 0 | 9 } = {}): Blob {
  const zippable: Zippable = {};
  for (const [name, data] of Object.entries(entries)) {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    zippable[name] = [bytes, { level: options.level ?? 0 }];
  }
  return new Blob([zipSync(zippable)]);
}

describe("files of torch.save", () => {
  test("tensors that are views of one storage", async () => {
    const file = await openTorchZip(blobOf("torch/views.pt"));
    const [first, second] = listOf(file.value).map(listOf);
    expect(await integers(file, first![0])).toEqual([1, 4, 6]);
    expect(await integers(file, first![1])).toEqual([0, 2]);
    expect(await integers(file, second![0])).toEqual([]);
    expect(await integers(file, second![1])).toEqual([9]);
  });

  test("a dict of counts and averages", async () => {
    const file = await openTorchZip(blobOf("torch/activation.pt"));
    const dict = file.value as ReadonlyMap<string, PickleValue>;
    expect(dict.get("n")).toBe(5);
    const counts = asTensor(dict.get("over_zero"), "over_zero");
    expect(counts.shape).toEqual([2, 3]);
    expect([...(await readTorchTensor(file, counts, "I32", "over_zero"))]).toEqual([0, 3, 2, 5, 1, 4]);
    const averages = asTensor(dict.get("average_activations"), "averages");
    expect([...(await readTorchTensor(file, averages, "F32", "averages"))]).toEqual([
      -0.25, 0.5, 0.125, 1.5, -0.0625, 0.75,
    ]);
    await expect(readTorchTensor(file, counts, "I64", "over_zero")).rejects.toThrow("over_zero is I32, expected I64");
  });

  test.each(["transposed", "strided"])("a %s tensor is refused", async (name) => {
    const file = await openTorchZip(blobOf(`torch/${name}.pt`));
    expect(() => asTensor(listOf(listOf(file.value)[0])[0], "language 0")).toThrow(
      /^language 0 is not contiguous \(stride/,
    );
  });

  test("a Parameter is refused by the name of its global", async () => {
    await expect(openTorchZip(blobOf("torch/parameter.pt"))).rejects.toThrow(
      /pickle refused at byte \d+: global "torch._utils _rebuild_parameter" is not allowed/,
    );
  });
});

const call = (args: readonly PickleValue[]): PickleValue => ({
  kind: "call",
  callee: "torch._utils _rebuild_tensor_v2",
  args,
});
const tuple = (...items: PickleValue[]): PickleValue => ({ kind: "tuple", items });
const storage = (key: PickleValue, n: PickleValue, type = "torch LongStorage"): PickleValue => ({
  kind: "persistent",
  id: tuple("storage", { kind: "global", name: type }, key, "cpu", n),
});
const withStorage = (s: PickleValue, offset: PickleValue, size: PickleValue, stride: PickleValue) =>
  call([s, offset, size, stride, false, null]);

describe("a tensor's description", () => {
  test.each<[what: string, node: PickleValue, says: RegExp]>([
    ["no tensor", [1], /^t is not a tensor/],
    ["another call", { kind: "call", callee: "collections OrderedDict", args: [] }, /^t is not a tensor/],
    ["no storage", call([]), /^t: its storage is not described as torch.save does/],
    ["a key that is a number", withStorage(storage(0, 3), 0, tuple(3), tuple(1)), /storage is not described/],
    ["a storage of -3", withStorage(storage("0", -3), 0, tuple(3), tuple(1)), /storage is not described/],
    ["a storage class of its own", withStorage(storage("0", 3, "os system"), 0, tuple(3), tuple(1)), /not described/],
    [
      "a negative size",
      withStorage(storage("0", 3), 0, tuple(-1), tuple(1)),
      /^t: size must be a tuple of integers from 0/,
    ],
    ["a size that is a list", withStorage(storage("0", 3), 0, [3], tuple(1)), /^t: size must be a tuple/],
    [
      "a negative offset",
      withStorage(storage("0", 3), -1, tuple(3), tuple(1)),
      /storage offset is not an integer from 0/,
    ],
    [
      "an end outside",
      withStorage(storage("0", 3), 1, tuple(3), tuple(1)),
      /elements 1 to 4 lie outside its storage of 3/,
    ],
    [
      "sizes beyond 2^53",
      withStorage(storage("0", 3), 0, tuple(2 ** 30, 2 ** 30), tuple(2 ** 30, 1)),
      /more than 2\^53/,
    ],
    ["a stride of 0", withStorage(storage("0", 3), 0, tuple(3), tuple(0)), /not contiguous \(stride \[0\]\)/],
    ["a stride too few", withStorage(storage("0", 3), 0, tuple(1, 3), tuple(1)), /2 sizes, 1 strides/],
  ])("%s is refused", (_, node, says) => {
    expect(() => asTensor(node, "t")).toThrow(FormatError);
    expect(() => asTensor(node, "t")).toThrow(says);
  });

  test("the stride of sizes 0 and 1 says nothing", () => {
    expect(asTensor(withStorage(storage("0", 3), 0, tuple(1, 3), tuple(77, 1)), "t").shape).toEqual([1, 3]);
    expect(asTensor(withStorage(storage("0", 0), 0, tuple(0), tuple(5)), "t").nElements).toBe(0);
  });
});

const one = pickle([tensorNode("I64", 2, "0")]);

describe("a damaged archive", () => {
  test.each<[what: string, file: Blob, says: RegExp]>([
    ["no zip", new Blob(["PK but no more"]), /the zip directory cannot be read/],
    ["nothing", new Blob([]), /the zip directory cannot be read/],
    ["a cut", new Blob([fixture("torch/views.pt")]).slice(0, 500), /the zip directory cannot be read/],
    ["no pickle", archive({ "m/version": "3\n" }), /0 entries are named <folder>\/data.pkl, expected 1/],
    ["two pickles", archive({ "a/data.pkl": one, "b/data.pkl": one }), /2 entries are named/],
    ["big-endian", archive({ "m/data.pkl": one, "m/byteorder": "big" }), /byteorder is "big"; only little-endian/],
    [
      "compression",
      archive({ "m/data.pkl": new Uint8Array(500) }, { level: 9 }),
      /"m\/data.pkl" is compressed; torch.save/,
    ],
  ])("%s is refused", async (_, file, says) => {
    await expect(openTorchZip(file)).rejects.toThrow(FormatError);
    await expect(openTorchZip(file)).rejects.toThrow(says);
  });

  test.each<[what: string, data: Record<string, Uint8Array>, says: RegExp]>([
    ["a missing storage", {}, /^x: entry data\/0 is missing/],
    ["a short storage", { "m/data/0": new Uint8Array(8) }, /^x: data\/0 has 8 bytes, 2 I64 take 16/],
    ["a long storage", { "m/data/0": new Uint8Array(24) }, /^x: data\/0 has 24 bytes, 2 I64 take 16/],
  ])("%s is refused", async (_, data, says) => {
    const file = await openTorchZip(archive({ "m/data.pkl": one, ...data }));
    await expect(integers(file, listOf(file.value)[0])).rejects.toThrow(says);
  });

  test("a file of weights is refused before it is read", async () => {
    const huge: Blob = Object.create(new Blob(), { size: { value: 2 ** 34 }, arrayBuffer: { value: undefined } });
    await expect(openStoredZip(huge)).rejects.toThrow(
      "an archive of 17179869184 bytes; masks and activation counts take",
    );
  });

  test("an entry that appears twice is refused", async () => {
    const zip = zipSync({ "m/data.pkl": [one, { level: 0 }], "m/data.pkk": [one, { level: 0 }] });
    const text = Buffer.from(zip).toString("latin1").replaceAll("data.pkk", "data.pkl");
    await expect(openStoredZip(new Blob([Buffer.from(text, "latin1")]))).rejects.toThrow('"m/data.pkl" appears twice');
  });

  test("a flipped bit in a tensor is found by its CRC-32", async () => {
    const bytes = fixture("torch/views.pt");
    const at = bytes.indexOf(new Uint8Array(BigInt64Array.of(9n, 1n, 4n).buffer));
    bytes[at]! ^= 1;
    const file = await openTorchZip(new Blob([bytes]));
    await expect(integers(file, listOf(listOf(file.value)[0])[0])).rejects.toThrow(
      /zip entry "views\/data\/0" cannot be read/,
    );
  });

  test("any damage gives an error of ours or a value, never anything else", async () => {
    const valid = new Uint8Array(fixture("torch/views.pt"));
    const size = valid.length;
    const edits = fc.array(fc.record({ at: fc.nat(size - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    const ends = fc.oneof({ arbitrary: fc.constant(size), weight: 3 }, fc.nat(size));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(edits, ends, async (list, end) => {
        const bytes = valid.slice();
        for (const { at, byte } of list) bytes[at] = byte;
        try {
          const file = await openTorchZip(new Blob([bytes.subarray(0, end)]));
          for (const layer of listOf(file.value).flatMap(listOf)) {
            expect((await integers(file, layer)).length).toBeLessThan(7);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          refused++;
        }
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});

describe("writing", () => {
  test("the pickle of a published mask comes out with torch's own bytes", async () => {
    for (const [name, root] of [
      ["llama-3.1-5", "llama-3"],
      ["nemo-5", "nemo-5"],
    ] as const) {
      const bytes = fixture(`${name}.pt`);
      const published = await (await openStoredZip(new Blob([bytes]))).get(`${root}/data.pkl`)!.read();
      const { value } = await openTorchZip(new Blob([bytes]));
      const written = writeTorchZip("m", value, []);
      const ours = await (await openStoredZip(written)).get("m/data.pkl")!.read();
      expect(Buffer.from(ours).equals(Buffer.from(published))).toBe(true);
    }
  });

  test("data lies at multiples of 64 bytes, notes lie beside it, and equal values give equal files", async () => {
    const storages = [BigInt64Array.of(3n, 5n), new BigInt64Array(0), BigInt64Array.of(7n)];
    const value = storages.map((data, i) => tensorNode("I64", data.length, String(i)));
    const write = () => writeTorchZip("mask", value, storages, { "extra/note.json": '{"a":"ü"}' });
    const bytes = Buffer.from(await write().arrayBuffer());
    expect(bytes.indexOf(new Uint8Array(storages[0]!.buffer)) % 64).toBe(0);
    expect(bytes.indexOf(new Uint8Array(storages[2]!.buffer)) % 64).toBe(0);
    expect(bytes.indexOf(Uint8Array.of(0x80, 2, 0x5d)) % 64).toBe(0);
    expect(Buffer.from(await write().arrayBuffer()).equals(bytes)).toBe(true);
    const file = await openTorchZip(new Blob([bytes]));
    expect([...file.entries.keys()]).toEqual([
      ...["data.pkl", "byteorder", "data/0", "data/1", "data/2", "version", "extra/note.json"],
    ]);
    expect(await readTorchNote(file, "extra/note.json")).toBe('{"a":"ü"}');
    expect(await readTorchNote(file, "extra/none.json")).toBeUndefined();
    for (const [i, data] of storages.entries()) {
      expect(await integers(file, listOf(file.value)[i])).toEqual([...data].map(Number));
    }
  });
});
