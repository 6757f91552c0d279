import { type FileEntry, Reader, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { openLazyZip } from "../../../src/formats/lazyZip";
import { fileOfBlob, fileOfParts, type OutputFile } from "../../../src/formats/outputFile";
import { zipBytes, zipChunks } from "../../../src/formats/streamedZip";

const files: OutputFile[] = [
  fileOfParts("naïve/ქართული.txt", ["tajjeb\n", Uint8Array.of(0, 255)]),
  fileOfParts("empty", []),
  fileOfBlob("blob.bin", new Blob([new Uint8Array(10_000).fill(3)])),
];

async function collect(list: readonly OutputFile[]): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of zipChunks(list)) parts.push(chunk);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

describe("a zip in one pass", () => {
  test("two other readers find the files, and its length was known before", async () => {
    const bytes = await collect(files);
    expect(bytes.length).toBe(zipBytes(files));
    const found = unzipSync(bytes);
    expect(Object.keys(found)).toEqual(files.map(({ path }) => path));
    expect(new TextDecoder("latin1").decode(found["naïve/ქართული.txt"])).toBe("tajjeb\n\0ÿ");
    const entries = await new ZipReader(new Uint8ArrayReader(bytes), {
      checkCrc32: true,
      useWebWorkers: false,
    }).getEntries();
    const blob = entries.find(({ filename }) => filename === "blob.bin") as FileEntry;
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array(10_000).fill(3));
  });

  test("equal files give equal bytes, at every call", async () => {
    expect(await collect(files)).toEqual(await collect(files));
  });

  test("files that break their word, twins and paths that leave the archive are refused", async () => {
    const short = { ...files[0]!, bytes: 99 };
    await expect(collect([short])).rejects.toThrow("naïve/ქართული.txt was to have 99 bytes, it has 9");
    await expect(collect([{ ...files[0]!, bytes: 3 }])).rejects.toThrow("was to have 3 bytes, it has more");
    const endless: OutputFile = {
      ...{ path: "endless", bytes: 10 },
      chunks: async function* () {
        for (let i = 0; i < 3; i++) yield new Uint8Array(7);
        throw new Error("read on and on");
      },
    };
    await expect(collect([endless])).rejects.toThrow("endless was to have 10 bytes, it has more");
    await expect(collect([files[0]!, files[0]!])).rejects.toThrow("two files are named");
    for (const path of ["../a", "/a", "a//b", ""])
      await expect(collect([{ ...files[1]!, path }])).rejects.toThrow("no path");
  });

  test("sizes and offsets beyond 32 bits are read back (zip64)", async () => {
    const piece = new Uint8Array(64 * 2 ** 20);
    const large: OutputFile = {
      path: "large.bin",
      bytes: 65 * piece.length,
      chunks: async function* () {
        for (let i = 0; i < 65; i++) yield piece;
      },
    };
    // Zeros are not kept, all else is.
    const kept: { at: number; bytes: Uint8Array }[] = [];
    let length = 0;
    const list = [large, fileOfParts("behind.txt", ["behind"])];
    for await (const chunk of zipChunks(list)) {
      if (chunk !== piece) kept.push({ at: length, bytes: chunk });
      length += chunk.length;
    }
    expect(length).toBe(zipBytes(list));
    class Sparse extends Reader<void> {
      override size = length;
      override async readUint8Array(from: number, n: number): Promise<Uint8Array<ArrayBuffer>> {
        const out = new Uint8Array(n);
        for (const { at, bytes } of kept) {
          const start = Math.max(from, at);
          const end = Math.min(from + n, at + bytes.length);
          if (start < end) out.set(bytes.subarray(start - at, end - at), start - from);
        }
        return out;
      }
    }
    const reader = new ZipReader(new Sparse(), { checkCrc32: true, useWebWorkers: false });
    const [first, second] = (await reader.getEntries()) as FileEntry[];
    expect([first!.filename, first!.uncompressedSize, first!.zip64]).toEqual(["large.bin", large.bytes, true]);
    expect(second!.offset).toBeGreaterThan(2 ** 32);
    expect(new TextDecoder().decode(await second!.arrayBuffer())).toBe("behind");
  });
});

describe("reading an archive by slices", () => {
  test("gives each file's bytes", async () => {
    const entries = await openLazyZip(new Blob([await collect(files)]));
    expect([...entries.keys()]).toEqual(files.map(({ path }) => path));
    expect(await entries.get("naïve/ქართული.txt")!.slice(0, 7).text()).toBe("tajjeb\n");
    expect(entries.get("blob.bin")!.size).toBe(10_000);
  });

  test("a changed byte is found by its checksum", async () => {
    const bytes = await collect(files);
    bytes[bytes.indexOf(3, 100) + 50] = 4;
    await expect(openLazyZip(new Blob([bytes]))).rejects.toThrow(/zip entry "blob\.bin" cannot be read/);
  });
});
