import { gzipSync } from "node:zlib";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import type { CorpusFile } from "../../../src/corpus/corpus";
import { openFile } from "../../../src/corpus/readContainer";
import { sanitisePath } from "../../../src/corpus/readZip";
import { UNPACK_LIMITS, type UnpackLimits, unpackLimiter } from "../../../src/corpus/unpackLimits";
import { bytes } from "./byteChunks";

interface Opened {
  /** [name, format, content] */
  readonly files: [string, string, string][];
  readonly issues: [string, string][];
  readonly bytesRead: number;
  readonly longestChunk: number;
}

const fileOf = (name: string, content: Uint8Array<ArrayBuffer>): CorpusFile => ({ name, blob: new Blob([content]) });

async function open(
  file: CorpusFile,
  limits: Partial<UnpackLimits> = {},
  signal = new AbortController().signal,
): Promise<Opened> {
  const allLimits = { ...UNPACK_LIMITS, ...limits };
  const files: Opened["files"] = [];
  const issues: Opened["issues"] = [];
  let bytesRead = 0;
  let longestChunk = 0;
  const context = {
    limits: allLimits,
    limit: unpackLimiter(allLimits),
    signal,
    onBytes: (count: number) => {
      bytesRead += count;
    },
    onIssue: (...issue: [string, string]) => void issues.push(issue),
  };
  for await (const { name, format, chunks } of openFile(file, context)) {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) {
      parts.push(chunk);
      longestChunk = Math.max(longestChunk, chunk.length);
    }
    files.push([name, format, Buffer.concat(parts).toString()]);
  }
  return { files, issues, bytesRead, longestChunk };
}

const FORMATS = "files are read that end in .txt, .jsonl, .csv or .tsv, each also with .gz, and .zip of these";

test("a plain file is itself", async () => {
  const { files, issues, bytesRead } = await open(fileOf("a/mt.txt", bytes("one\ntwo\n")));
  expect(files).toEqual([["a/mt.txt", "text", "one\ntwo\n"]]);
  expect(issues).toEqual([]);
  expect(bytesRead).toBe(8);
});

test("a large file comes whole, in chunks small enough to stop between", async () => {
  const text = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join("");
  const { files, bytesRead, longestChunk } = await open(fileOf("mt.txt", bytes(text)));
  expect(files[0]![2]).toBe(text);
  expect(bytesRead).toBe(text.length);
  expect(longestChunk).toBeLessThanOrEqual(2 ** 18);
});

test("a gzip file is unpacked, a cut off one as far as it goes", async () => {
  const text = Array.from({ length: 5000 }, (_, i) => `line ${i * i}\n`).join("");
  const packed = new Uint8Array(gzipSync(text));
  expect((await open(fileOf("mt.jsonl.gz", packed))).files).toEqual([["mt.jsonl.gz", "jsonl", text]]);
  const { files, issues } = await open(fileOf("mt.txt.gz", packed.slice(0, packed.length / 2)));
  expect(files[0]![2].length).toBeGreaterThan(1000);
  expect(text.startsWith(files[0]![2])).toBe(true);
  expect(issues).toEqual([["mt.txt.gz", "the gzip data is cut off: what was packed before the end was kept"]]);
});

test("an archive's files are read in path order, through folders and gzip; what systems leave about is passed over", async () => {
  const archive = zipSync({
    "udhr/mt.txt": bytes("Maltese\n"),
    "udhr/": new Uint8Array(0),
    "udhr/deep/er/is.txt.gz": new Uint8Array(gzipSync("Icelandic\n")),
    "et.jsonl": bytes('{"text":"Estonian"}\n'),
    "__MACOSX/udhr/._mt.txt": bytes("junk"),
    "udhr/.DS_Store": bytes("junk"),
  });
  const { files, issues } = await open(fileOf("corpus.zip", archive));
  expect(files).toEqual([
    ["corpus.zip/et.jsonl", "jsonl", '{"text":"Estonian"}\n'],
    ["corpus.zip/udhr/deep/er/is.txt.gz", "text", "Icelandic\n"],
    ["corpus.zip/udhr/mt.txt", "text", "Maltese\n"],
  ]);
  expect(issues).toEqual([]);
});

test("files of unknown kinds are reported, in an archive too, and so is an archive in an archive", async () => {
  expect(await open(fileOf("notes.pdf", bytes("x")))).toMatchObject({
    files: [],
    issues: [["notes.pdf", `.pdf files are not known: ${FORMATS}`]],
  });
  expect((await open(fileOf("LICENSE", bytes("x")))).issues).toEqual([
    ["LICENSE", `a name without an ending is not known: ${FORMATS}`],
  ]);
  const archive = zipSync({ "ids.json": bytes("{}"), "inner.zip": zipSync({}), "mt.txt": bytes("kept\n") });
  const { files, issues } = await open(fileOf("c.zip", archive));
  expect(files).toEqual([["c.zip/mt.txt", "text", "kept\n"]]);
  expect(issues).toEqual([
    ["c.zip/ids.json", `.json files are not known: ${FORMATS}`],
    ["c.zip/inner.zip", "an archive inside an archive is not opened: unpack it first"],
  ]);
});

test("an empty file is reported", async () => {
  expect((await open(fileOf("mt.txt", bytes("")))).issues).toEqual([["mt.txt", "the file is empty"]]);
});

test("paths of an archive cannot point out of it or hide", () => {
  expect(sanitisePath("../../etc/mt.txt")).toBe("etc/mt.txt");
  expect(sanitisePath("/root/./mt.txt")).toBe("root/mt.txt");
  expect(sanitisePath("C:\\temp\\..\\mt.txt")).toBe("temp/mt.txt");
  expect(sanitisePath("a\u0000b\n/\u202etxt.tm")).toBe("ab/txt.tm");
  expect(sanitisePath("../..")).toBe("unnamed");
});

test("a file that unpacks too far is stopped there, the others are read", async () => {
  const bomb = new Uint8Array(3_000_000).fill(0x61);
  const archive = zipSync({ "a.mt.txt": bomb, "is.txt": bytes("kept\n") });
  const { files, issues } = await open(fileOf("b.zip", archive), { ratioFreeBytes: 1000 });
  expect(files.map(([name, , content]) => [name, content.length < bomb.length])).toEqual([
    ["b.zip/a.mt.txt", true],
    ["b.zip/is.txt", true],
  ]);
  expect(files[1]![2]).toBe("kept\n");
  const reason = "unpacks to more than 200 times its packed size, as a zip bomb does: reading stopped there";
  expect(issues).toEqual([["b.zip/a.mt.txt", reason]]);
  const gzip = await open(fileOf("mt.txt.gz", new Uint8Array(gzipSync(bomb))), { ratioFreeBytes: 1000 });
  expect(gzip.issues).toEqual([["mt.txt.gz", reason]]);
  // With the real limits three repetitive megabytes are no bomb.
  expect((await open(fileOf("b.zip", archive))).issues).toEqual([]);
});

test("the total of what is unpacked is limited", async () => {
  const part = bytes(Array.from({ length: 20_000 }, (_, i) => `${(i * 2654435761) % 2 ** 32}\n`).join(""));
  const archive = zipSync({ "et.txt": part, "is.txt": part, "mt.txt": part });
  const { files, issues } = await open(fileOf("b.zip", archive), { maxBytes: 1.5 * part.length });
  expect(files[0]![2].length).toBe(part.length);
  expect(files[1]![2].length).toBeLessThan(part.length);
  const reason =
    /^the packed files unpack to more than 0\.\d+ MiB: reading stopped there; import fewer at a time or unpack them first$/;
  expect(issues.map(([name]) => name)).toEqual(["b.zip/is.txt", "b.zip/mt.txt"]);
  expect(issues[0]![1]).toMatch(reason);
});

test("the number of files of an archive is limited", async () => {
  const archive = zipSync({ "et.txt": bytes("a"), "is.txt": bytes("b"), "mt.txt": bytes("c") });
  const { files, issues } = await open(fileOf("b.zip", archive), { maxEntries: 2 });
  expect(files).toHaveLength(2);
  expect(issues).toEqual([["b.zip", "the archive has 3 files: only the first 2 were read"]]);
});

test("what is no archive, or one cut off, is reported", async () => {
  const archive = zipSync({ "mt.txt": bytes("x".repeat(1000)) });
  for (const content of [bytes("no archive"), archive.slice(0, archive.length / 2)]) {
    const { files, issues } = await open(fileOf("b.zip", content));
    expect(files).toEqual([]);
    expect(issues).toHaveLength(1);
    expect(issues[0]![1]).toMatch(/^not a zip archive, or cut off or damaged \(.+\): nothing of it was read$/);
  }
});

test("a damaged file of an archive is reported, the others are read", async () => {
  const part = bytes(Array.from({ length: 20_000 }, (_, i) => `${(i * 2654435761) % 2 ** 32}\n`).join(""));
  const archive = zipSync({ "is.txt": part, "mt.txt": bytes("kept\n") }, { level: 0 });
  archive[100_000]! ^= 1;
  const { files, issues } = await open(fileOf("b.zip", archive));
  expect(files[1]).toEqual(["b.zip/mt.txt", "text", "kept\n"]);
  expect(issues).toHaveLength(1);
  expect(issues[0]![0]).toBe("b.zip/is.txt");
  expect(issues[0]![1]).toMatch(/^damaged or not readable \(.+\): what was unpacked until then was kept$/);
});

test("an encrypted file of an archive is reported", async () => {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  await writer.add("is.txt", new Uint8ArrayReader(bytes("secret\n")), { password: "x" });
  await writer.add("mt.txt", new Uint8ArrayReader(bytes("kept\n")));
  const { files, issues } = await open(fileOf("b.zip", new Uint8Array(await writer.close())));
  expect(files).toEqual([
    ["b.zip/is.txt", "text", ""],
    ["b.zip/mt.txt", "text", "kept\n"],
  ]);
  expect(issues).toEqual([
    ["b.zip/is.txt", "damaged or not readable (File contains encrypted entry): what was unpacked until then was kept"],
  ]);
});

test("a file that can no longer be read is reported, what came before is kept", async () => {
  const blob = new Blob([bytes("lost")]);
  blob.stream = () => {
    let step = 0;
    return new ReadableStream({
      pull(controller) {
        if (step++ === 0) controller.enqueue(bytes("kept\n"));
        else controller.error(new DOMException("The file was moved", "NotReadableError"));
      },
    });
  };
  const { files, issues } = await open({ name: "mt.txt", blob });
  expect(files).toEqual([["mt.txt", "text", "kept\n"]]);
  expect(issues).toEqual([
    [
      "mt.txt",
      "the file could not be read further (NotReadableError: The file was moved): what was read until then was kept",
    ],
  ]);
});
