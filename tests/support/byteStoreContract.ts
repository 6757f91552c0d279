import { expect, test } from "vitest";
import type { ByteStore } from "../../src/storage/byteStore";

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

/** What every ByteStore keeps to. `open` gives an empty store. */
export function testByteStore(open: () => Promise<ByteStore>): void {
  test("reads back what was written, and undefined for what was not", async () => {
    const store = await open();
    await store.write("scans/a/counts", bytes(1, 2, 3));
    expect(await store.read("scans/a/counts")).toEqual(bytes(1, 2, 3));
    expect(await store.read("scans/a")).toBeUndefined();
    expect(await store.read("scans/b/counts")).toBeUndefined();
    expect(await store.read("other")).toBeUndefined();
  });

  test("replaces a longer value by a shorter one, and keeps an empty one", async () => {
    const store = await open();
    await store.write("key", bytes(1, 2, 3, 4, 5));
    await store.write("key", bytes(9));
    expect(await store.read("key")).toEqual(bytes(9));
    await store.write("key", bytes());
    expect(await store.read("key")).toEqual(bytes());
  });

  test("keeps a view's own bytes, and nobody else's changes reach them", async () => {
    const store = await open();
    const source = bytes(0, 7, 8, 9, 0);
    await store.write("key", source.subarray(1, 4));
    source.fill(5);
    const read = await store.read("key");
    expect(read).toEqual(bytes(7, 8, 9));
    read!.fill(6);
    expect(await store.read("key")).toEqual(bytes(7, 8, 9));
  });

  test("lists keys by prefix, sorted, and removes", async () => {
    const store = await open();
    for (const key of ["scans/b/counts", "scans/a/counts", "selfCheck/x.json", "scansOld"])
      await store.write(key, bytes(1));
    expect(await store.list("scans/")).toEqual(["scans/a/counts", "scans/b/counts"]);
    expect(await store.list("")).toEqual(["scans/a/counts", "scans/b/counts", "scansOld", "selfCheck/x.json"]);
    await store.remove("scans/a/counts");
    await store.remove("scans/a/counts");
    await store.remove("never/there");
    expect(await store.list("scans/")).toEqual(["scans/b/counts"]);
    expect(await store.read("scans/a/counts")).toBeUndefined();
  });

  test("weighs what lies under a prefix, as it was last written", async () => {
    const store = await open();
    expect(await store.weigh("")).toBe(0);
    await store.write("scans/a/counts", bytes(1, 2, 3));
    await store.write("scans/a/counts", bytes(1, 2));
    await store.write("scans/b", bytes(1, 2, 3, 4));
    await store.write("selfCheck/x.json", bytes(1));
    expect([await store.weigh("scans/"), await store.weigh("")]).toEqual([6, 7]);
  });

  test("the last of several writes that were started in order wins", async () => {
    const store = await open();
    const large = new Uint8Array(1 << 20);
    await Promise.all([store.write("key", large), store.write("key", bytes(2))]);
    expect((await store.read("key"))?.length).toBe(1);
    await Promise.all([store.write("key", large), store.remove("key")]);
    expect((await store.read("key"))?.length).toBeUndefined();
  });

  test.each(["", "a//b", "/a", "a/", "../a", "a/..", "a b", "ä", "a\\b", "a:b"])("refuses the key %j", async (key) => {
    const store = await open();
    await expect(store.write(key, bytes(1))).rejects.toThrow(RangeError);
    await expect(store.read(key)).rejects.toThrow("is no name");
    await expect(store.remove(key)).rejects.toThrow(RangeError);
  });
}
