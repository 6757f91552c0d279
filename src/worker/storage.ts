import type { ByteStore } from "../storage/byteStore";
import { memoryStore } from "../storage/memoryStore";
import { opfsStore } from "../storage/opfsStore";

let opening: Promise<ByteStore> | undefined;

/** The browser's private files; in memory where it grants none (some private windows), so that Pause still works. */
export function openStore(): Promise<ByteStore> {
  opening ??= opfsStore().catch(() => memoryStore());
  return opening;
}
