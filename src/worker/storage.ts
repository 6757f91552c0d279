import type { ByteStore } from "../storage/byteStore";
import { memoryStore } from "../storage/memoryStore";
import { opfsStore } from "../storage/opfsStore";

interface Opened {
  readonly store: ByteStore;
  readonly isKept: boolean;
}

let opening: Promise<Opened> | undefined;

function open(): Promise<Opened> {
  opening ??= opfsStore().then(
    (store) => ({ store, isKept: true }),
    () => ({ store: memoryStore(), isKept: false }),
  );
  return opening;
}

/** The browser's private files; in memory where it grants none (some private windows), so that Pause still works. */
export async function openStore(): Promise<ByteStore> {
  return (await open()).store;
}

/** Whether what is saved outlives the tab. */
export async function keepsScans(): Promise<boolean> {
  return (await open()).isKept;
}
