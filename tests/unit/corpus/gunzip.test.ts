import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gunzip } from "../../../src/corpus/gunzip";
import { cut, streamOf } from "./byteChunks";

async function unpack(chunks: readonly Uint8Array[]): Promise<{ text: string; reasons: string[] }> {
  const reasons: string[] = [];
  const parts: Uint8Array[] = [];
  for await (const part of gunzip(streamOf(chunks), (reason) => reasons.push(reason))) parts.push(part);
  return { text: Buffer.concat(parts).toString(), reasons };
}

/** Node's zlib packs: a second implementation. Lines that do not repeat, so that the packed file has many blocks. */
const LINES = Array.from({ length: 20_000 }, (_, i) => `${(i * 2654435761) % 2 ** 32} ${"ab".repeat(i % 9)}\n`).join(
  "",
);
const PACKED = gzipSync(LINES);

test("what zlib packed comes out, in any chunks", async () => {
  expect(await unpack([PACKED])).toEqual({ text: LINES, reasons: [] });
  const small = gzipSync("hello\nworld\n");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(6)), async (sizes) => {
      expect(await unpack(cut(small, sizes))).toEqual({ text: "hello\nworld\n", reasons: [] });
    }),
  );
});

test("all members of a file are read, wherever the chunks cut them", async () => {
  const members = ["one\n", "", "three\n", LINES].map((text) => gzipSync(text));
  const file = Buffer.concat(members);
  for (const size of [1, 7, 8, 19, 1000]) {
    const sizes = Array<number>(300).fill(size);
    expect(await unpack(cut(file, sizes))).toEqual({ text: `one\nthree\n${LINES}`, reasons: [] });
  }
});

test("a file that is cut off gives what was packed until then, and says so", async () => {
  const half = PACKED.subarray(0, PACKED.length / 2);
  const { text, reasons } = await unpack(cut(half, Array<number>(100).fill(999)));
  expect(text.length).toBeGreaterThan(LINES.length / 3);
  expect(LINES.startsWith(text)).toBe(true);
  expect(reasons).toEqual(["the gzip data is cut off: what was packed before the end was kept"]);
});

test("wherever a file is cut off, it is noticed once and no wrong text comes out", async () => {
  const file = gzipSync("some text that is packed\n");
  for (let length = 1; length < file.length; length++) {
    const { text, reasons } = await unpack([file.subarray(0, length)]);
    expect("some text that is packed\n".startsWith(text)).toBe(true);
    expect(reasons, `${length} bytes`).toHaveLength(1);
    expect(reasons[0]).toMatch(/cut off|gzip data/);
  }
});

test("a flipped bit anywhere in the packed data is noticed", async () => {
  const text = "some text that is packed, some text that is packed\n";
  const file = gzipSync(text);
  let harmless = 0;
  // Behind the ten bytes of the header, which holds a date and the like.
  for (let bit = 80; bit < 8 * file.length; bit++) {
    const damaged = Buffer.from(file);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    const result = await unpack([damaged]);
    // The deflated data ends within a byte: the last bits of that byte say nothing.
    if (result.reasons.length === 0 && result.text === text) harmless++;
    else expect(result.reasons, `bit ${bit}`).toHaveLength(1);
  }
  expect(harmless).toBeLessThan(8);
});

test("text that only calls itself gzip is refused", async () => {
  const { text, reasons } = await unpack([Buffer.from("just some text\n")]);
  expect(text).toBe("");
  expect(reasons).toEqual(["not gzip data from here on: what was packed before it was kept"]);
});

test("what follows the packed data is reported, the data kept", async () => {
  const { text, reasons } = await unpack([Buffer.concat([gzipSync("packed\n"), Buffer.from("not packed\n")])]);
  expect(text).toBe("packed\n");
  expect(reasons).toEqual(["not gzip data from here on: what was packed before it was kept"]);
});

test("damage in a member does not hide the members before it", async () => {
  const second = gzipSync(LINES);
  second[second.length >> 1]! ^= 0xff;
  const { text, reasons } = await unpack([Buffer.concat([gzipSync("first\n"), second])]);
  expect(text.startsWith("first\n")).toBe(true);
  expect(reasons).toHaveLength(1);
});
