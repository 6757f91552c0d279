/**
 * Bytes by key, for checkpoints and caches. A key is a path of names, `scans/3fa1/counts`; each name holds letters, digits,
 * `.`, `_` or `-`. Bytes handed in or out belong to the caller.
 */
export interface ByteStore {
  /** What was last written, or undefined: never written, removed, or damaged since. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing: until it resolves `read` gives the old bytes, and so it does for ever if the tab dies before. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Keys that start with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Bytes that the keys that start with `prefix` hold together; nothing is read for it. */
  weigh(prefix: string): Promise<number>;
}

const NAME = /^[A-Za-z0-9._-]+$/;

/** The names a key consists of. Throws a RangeError for a key that no store takes. */
export function splitKey(key: string): string[] {
  const names = key.split("/");
  for (const name of names) {
    if (!NAME.test(name) || /^\.+$/.test(name)) {
      throw new RangeError(
        `storage key "${key}": "${name}" is no name; use letters, digits, ".", "_", "-" and "/" between names`,
      );
    }
  }
  return names;
}
