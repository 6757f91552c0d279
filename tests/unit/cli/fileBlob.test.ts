import { closeSync, ftruncateSync, openSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileBlob } from "../../../src/cli/fileBlob";
import { tempFolders } from "./tempFolder";

const tempFolder = tempFolders();

test("gives what a Blob of the same bytes gives", async () => {
  const path = join(tempFolder(), "a.bin");
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 251);
  writeFileSync(path, bytes);
  const [ours, plain] = [await fileBlob(path), new Blob([bytes])];
  expect(ours.size).toBe(plain.size);
  expect(ours).toBeInstanceOf(Blob);
  const slices: readonly (readonly [from?: number, to?: number])[] = [
    ...[[], [5], [5, 5], [9, 2], [2, 9], [-4], [-4, -2], [2_999_999, 9_999_999], [9_999_999], [-9_999_999, 3]],
  ] as const;
  for (const range of slices) {
    const [a, b] = [ours.slice(...range), plain.slice(...range)];
    expect([a.size, await a.arrayBuffer()], String(range)).toEqual([b.size, await b.arrayBuffer()]);
  }
  const inner = ours.slice(100, 200).slice(10, -10);
  expect(await inner.text()).toBe(await plain.slice(110, 190).text());
  expect(await new Response(ours.stream()).arrayBuffer()).toEqual(bytes.buffer);
});

test("a file beyond 4 GiB has its size and is read at its end", async () => {
  const path = join(tempFolder(), "sparse.bin");
  const file = openSync(path, "w");
  ftruncateSync(file, 6 * 2 ** 30);
  writeSync(file, "at the end", 5 * 2 ** 30 + 7);
  closeSync(file);
  const blob = await fileBlob(path);
  expect(blob.size).toBe(6 * 2 ** 30);
  expect(await blob.slice(5 * 2 ** 30 + 7, 5 * 2 ** 30 + 17).text()).toBe("at the end");
});

test("a file that changed is an error that names it", async () => {
  const path = join(tempFolder(), "a.txt");
  writeFileSync(path, "one");
  const blob = await fileBlob(path);
  utimesSync(path, 1, 1);
  await expect(blob.text()).rejects.toThrow(`${path} changed while it was used`);
  await expect(fileBlob(`${path}.none`)).rejects.toThrow(/ENOENT/);
});
