import { sha256 } from "hash-wasm";
import type { AdapterSummary } from "../gpu/device";
import type { ByteStore } from "../storage/byteStore";
import type { SelfCheckResult } from "./selfCheck";

/** All that a self-check's outcome depends on. */
export interface SelfCheckKey {
  readonly adapter: AdapterSummary;
  /** Features of the device. */
  readonly features: readonly string[];
  readonly runtimeVersion: string;
  /** Covers the weights, and with them the dtype. */
  readonly modelHash: string;
  readonly seqLen: number;
}

const FORMAT = 1;

async function storageKey(key: SelfCheckKey): Promise<string> {
  const { vendor, architecture, device, description } = key.adapter;
  const parts = [FORMAT, vendor, architecture, device, description, [...key.features].sort(), key.runtimeVersion];
  return `selfCheck/${await sha256(JSON.stringify([...parts, key.modelHash, key.seqLen]))}.json`;
}

/** The outcome saved under `key`, if there is one. */
export async function loadSelfCheck(store: ByteStore, key: SelfCheckKey): Promise<SelfCheckResult | undefined> {
  const bytes = await store.read(await storageKey(key));
  // The store gives back whole what `saveSelfCheck` of this format wrote, or nothing.
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as SelfCheckResult);
}

export async function saveSelfCheck(store: ByteStore, key: SelfCheckKey, result: SelfCheckResult): Promise<void> {
  await store.write(await storageKey(key), new TextEncoder().encode(JSON.stringify(result)));
}
