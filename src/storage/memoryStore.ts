import { type ByteStore, splitKey } from "./byteStore";

/** A store that lives as long as the page; for tests, and where the browser grants no storage. */
export function memoryStore(): ByteStore {
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  const checked = (key: string): string => splitKey(key).join("/");
  return {
    async read(key) {
      return entries.get(checked(key))?.slice();
    },
    async write(key, bytes) {
      entries.set(checked(key), new Uint8Array(bytes));
    },
    async remove(key) {
      entries.delete(checked(key));
    },
    async list(prefix) {
      return [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async weigh(prefix) {
      const held = [...entries].filter(([key]) => key.startsWith(prefix));
      return held.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    },
  };
}
