import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type FolderSink, saveFiles, zipStream } from "../../../src/export/saveFiles";
import { fileOfParts, type OutputFile } from "../../../src/formats/outputFile";

const files = [fileOfParts("a.txt", ["one", "two"]), fileOfParts("sub/b.bin", [Uint8Array.of(1, 2, 3)])];
const never = new AbortController().signal;

/** A folder in memory: a file is in `kept` once its stream was closed, and in `aborted` where it was not. */
function memorySink() {
  const kept = new Map<string, number[]>();
  const aborted: string[] = [];
  const sink: FolderSink = {
    async create(path) {
      const bytes: number[] = [];
      return new WritableStream({
        write: (chunk) => void bytes.push(...chunk),
        close: () => void kept.set(path, bytes),
        abort: () => void aborted.push(path),
      });
    },
  };
  return { sink, kept, aborted };
}

describe("a folder", () => {
  test("takes the files one after another; progress ends at all bytes", async () => {
    const { sink, kept } = memorySink();
    const told: (readonly [number, number])[] = [];
    await saveFiles(files, sink, { signal: never, onProgress: (...bytes) => told.push(bytes) });
    expect(new TextDecoder().decode(Uint8Array.from(kept.get("a.txt")!))).toBe("onetwo");
    expect(kept.get("sub/b.bin")).toEqual([1, 2, 3]);
    expect(told).toEqual([
      [3, 9],
      [6, 9],
      [9, 9],
    ]);
  });

  test("a stop aborts the file at hand and leaves the ones before", async () => {
    const { sink, kept, aborted } = memorySink();
    const controller = new AbortController();
    const onProgress = (done: number) => done === 9 && controller.abort(new Error("enough"));
    const three = [...files, fileOfParts("c.txt", ["c", "d"])];
    const slow: OutputFile = { ...three[2]!, path: "never.txt" };
    await expect(saveFiles([...files, slow], sink, { signal: controller.signal, onProgress })).rejects.toThrow(
      "enough",
    );
    expect([[...kept.keys()], aborted]).toEqual([["a.txt", "sub/b.bin"], ["never.txt"]]);
  });

  test("a file that fails is aborted and its error comes through", async () => {
    const { sink, kept, aborted } = memorySink();
    await expect(saveFiles([{ ...files[0]!, bytes: 7 }], sink, { signal: never })).rejects.toThrow(
      "was to have 7 bytes",
    );
    expect([kept.size, aborted]).toEqual([0, ["a.txt"]]);
  });
});

describe("an archive", () => {
  test("is made as it is read, and holds the files", async () => {
    const told: (readonly [number, number])[] = [];
    const stream = zipStream(files, { signal: never, onProgress: (...bytes) => told.push(bytes) });
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(told.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(Object.entries(unzipSync(bytes)).map(([name, { length }]) => [name, length])).toEqual([
      ["a.txt", 6],
      ["sub/b.bin", 3],
    ]);
  });

  test("a stop ends the stream with its reason", async () => {
    const controller = new AbortController();
    const reader = zipStream(files, { signal: controller.signal }).getReader();
    await reader.read();
    controller.abort(new Error("enough"));
    await expect(reader.read().then(() => reader.read())).rejects.toThrow("enough");
  });
});
