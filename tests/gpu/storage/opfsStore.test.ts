import { expect, test } from "vitest";
import { opfsStore } from "../../../src/storage/opfsStore";
import { testByteStore } from "../../support/byteStoreContract";

let nextRoot = 0;
const fresh = (): string => `test-${Date.now()}-${nextRoot++}`;

testByteStore(() => opfsStore(fresh()));

async function fileHandle(root: string, name: string): Promise<FileSystemFileHandle> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(root);
  return folder.getFileHandle(name, { create: true });
}

test("another store over the same folder reads what the first one wrote", async () => {
  const root = fresh();
  await (await opfsStore(root)).write("a/b", Uint8Array.of(1, 2));
  expect(await (await opfsStore(root)).read("a/b")).toEqual(Uint8Array.of(1, 2));
});

test("a write that never ended leaves the old value, or none", async () => {
  const root = fresh();
  const store = await opfsStore(root);
  await store.write("old", Uint8Array.of(1, 2, 3));
  for (const name of ["old", "new"]) {
    const stream = await (await fileHandle(root, name)).createWritable();
    await stream.write(new Uint8Array(1000));
  }
  expect(await store.read("old")).toEqual(Uint8Array.of(1, 2, 3));
  expect(await store.read("new")).toBeUndefined();
  expect(await store.list("")).toEqual(["old"]);
});

test("what a dead tab left of a write is removed at the next start, what is being written is not", async () => {
  const root = fresh();
  await opfsStore(root);
  await fileHandle(root, "dead.crswap");
  const stream = await (await fileHandle(root, "alive")).createWritable();
  const store = await opfsStore(root);
  await stream.close();
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(root);
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  expect(names).toEqual(["alive"]);
  expect(await store.list("")).toEqual([]);
});

test("a key cannot run through another key", async () => {
  const store = await opfsStore(fresh());
  await store.write("a", Uint8Array.of(1));
  await expect(store.write("a/b", Uint8Array.of(1))).rejects.toThrow('"a/b" runs through a key that holds bytes');
});

test("a file damaged on the disk reads as nothing", async () => {
  const root = fresh();
  const store = await opfsStore(root);
  await store.write("key", new Uint8Array(1000).fill(3));
  const handle = await fileHandle(root, "key");
  const stream = await handle.createWritable({ keepExistingData: true });
  await stream.truncate(600);
  await stream.close();
  expect(await store.read("key")).toBeUndefined();
  await store.write("key", Uint8Array.of(4));
  expect(await store.read("key")).toEqual(Uint8Array.of(4));
});
