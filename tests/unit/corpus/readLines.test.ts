import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "../../../src/corpus/readLines";
import { bytes, cut, streamOf } from "./byteChunks";

interface Read {
  readonly lines: [number, string][];
  readonly bad: [number, string, string][];
  readonly count: number;
}

async function read(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Read> {
  const lines: [number, string][] = [];
  const bad: [number, string, string][] = [];
  const count = await readLines(Symbol.asyncIterator in chunks ? chunks : streamOf(chunks), {
    onLine: (text, line) => lines.push([line, text]),
    onBadLine: (...report) => bad.push(report),
  });
  return { lines, bad, count };
}

const BOM = "\ufeff";

test("newlines end lines; one trailing carriage return is dropped; nothing is trimmed; empty lines keep their number", async () => {
  const { lines, bad, count } = await read([bytes(" one \r\n\ntwo\r\r\n\tthree\rhalf\nlast\r")]);
  expect(lines).toEqual([
    [1, " one "],
    [2, ""],
    [3, "two\r"],
    [4, "\tthree\rhalf"],
    [5, "last"],
  ]);
  expect(bad).toEqual([]);
  expect(count).toBe(5);
});

test("text behind the last newline is a line, nothing behind it is none", async () => {
  expect((await read([])).count).toBe(0);
  expect((await read([bytes("")])).count).toBe(0);
  expect((await read([bytes("a\n")])).count).toBe(1);
  expect((await read([bytes("a\nb")])).count).toBe(2);
  expect((await read([bytes("a\n\n")])).lines).toEqual([
    [1, "a"],
    [2, ""],
  ]);
});

test("a byte order mark is dropped at the start of the file and nowhere else", async () => {
  const { lines } = await read([bytes(`${BOM}a\n${BOM}b`)]);
  expect(lines).toEqual([
    [1, "a"],
    [2, `${BOM}b`],
  ]);
});

test("a line that is not UTF-8 is skipped and reported with its number; the rest is kept", async () => {
  const file = new Uint8Array([...bytes("fine\nb"), 0xff, ...bytes("d\nalso fine\n"), 0xc3, 0x0a, ...bytes("end")]);
  const { lines, bad } = await read([file]);
  expect(lines).toEqual([
    [1, "fine"],
    [3, "also fine"],
    [5, "end"],
  ]);
  expect(bad).toEqual([
    [2, "not valid UTF-8: the line was skipped", "b\ufffdd"],
    [4, "not valid UTF-8: the line was skipped", "\ufffd"],
  ]);
});

test("forms that only look like UTF-8 are refused: an overlong slash, half a surrogate pair, beyond Unicode", async () => {
  for (const sequence of [
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
  ]) {
    const { lines, bad } = await read([new Uint8Array([...sequence, 0x0a, 0x61])]);
    expect(lines).toEqual([[2, "a"]]);
    expect(bad.map(([line]) => line)).toEqual([1]);
  }
});

test.each([
  ["little endian", [0xff, 0xfe]],
  ["big endian", [0xfe, 0xff]],
])("a file in UTF-16, %s, is reported once and not read", async (_name, mark) => {
  const file = new Uint8Array([...mark, 0x61, 0, 0x0a, 0, 0x62, 0, 0x0a, 0]);
  for (const chunks of [[file], Array.from(file, (byte) => new Uint8Array([byte]))]) {
    const { lines, bad } = await read(chunks);
    expect(lines).toEqual([]);
    expect(bad).toEqual([[1, "UTF-16, not UTF-8: nothing of the file was read; save it as UTF-8", ""]]);
  }
});

test("excerpts are the first 80 characters, never half a character", async () => {
  const { bad } = await read([new Uint8Array([...bytes(`${"é".repeat(79)}😀tail`), 0xff])]);
  expect(bad[0]![2]).toBe(`${"é".repeat(79)}\ufffd`);
});

test("any chunking of the bytes gives the lines that the whole file has", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }).map(bytes),
    fc.constantFrom(
      bytes("\n"),
      bytes("\r\n"),
      bytes("\r"),
      bytes(BOM),
      new Uint8Array([0xff]),
      new Uint8Array([0xc3]),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.array(fc.nat(12)), async (pieces, sizes) => {
      const file = Buffer.concat(pieces);
      // The definition, on the whole file: cut at newlines in bytes that stand for themselves, then decode each line strictly.
      const parts = file.toString("latin1").split("\n");
      if (parts.at(-1) === "") parts.pop();
      const utf16 = file[0] === 0xff && file[1] === 0xfe;
      const expected = parts.map((part) => {
        const line = Buffer.from(part, "latin1");
        const text = line.toString("utf8");
        return Buffer.from(text).equals(line) ? text : undefined;
      });
      const { lines, bad, count } = await read(cut(file, sizes));
      if (utf16) return;
      expect(count).toBe(parts.length);
      expect(bad.map(([line]) => line)).toEqual(expected.flatMap((text, i) => (text === undefined ? [i + 1] : [])));
      expect(lines).toEqual(
        expected.flatMap((text, i) =>
          text === undefined ? [] : [[i + 1, (i === 0 ? text.replace(/^\ufeff/, "") : text).replace(/\r$/, "")]],
        ),
      );
    }),
    { numRuns: 500 },
  );
});

test("a line over 16 MiB is skipped and reported, a line of exactly 16 MiB is read", async () => {
  const mebibyte = bytes("x".repeat(2 ** 20));
  const exact = Array<Uint8Array>(16).fill(mebibyte);
  const { lines, bad, count } = await read([...exact, bytes("\nshort\n"), ...exact, bytes("y\nend")]);
  expect(lines.map(([line, text]) => [line, text.length])).toEqual([
    [1, 2 ** 24],
    [2, 5],
    [4, 3],
  ]);
  expect(bad).toEqual([
    [3, "a line of 16.0 MiB, longer than the 16 MiB that are read: the line was skipped", "x".repeat(80)],
  ]);
  expect(count).toBe(4);
  // The same within one chunk, where the line was never held.
  const whole = await read([Buffer.concat([bytes("a\n"), ...exact, bytes("yy\nb")])]);
  expect(whole.lines).toEqual([
    [1, "a"],
    [3, "b"],
  ]);
  expect(whole.bad.map(([line]) => line)).toEqual([2]);
});

test("1 GiB without a newline is read past without being held: memory grows by less than 64 MiB", async () => {
  const chunk = bytes("x".repeat(2 ** 16));
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  let peak = before;
  const endless = async function* () {
    for (let i = 0; i < 2 ** 14; i++) {
      if (i % 64 === 0) peak = Math.max(peak, used());
      yield chunk;
    }
    yield bytes("\nafter");
  };
  const { lines, bad } = await read(endless());
  expect(lines).toEqual([[2, "after"]]);
  expect(bad).toEqual([
    [1, "a line of 1024.0 MiB, longer than the 16 MiB that are read: the line was skipped", "x".repeat(80)],
  ]);
  expect(peak - before).toBeLessThan(64 * 2 ** 20);
});
