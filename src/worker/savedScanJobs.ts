import type { Handler } from "./handler";
import { openStore } from "./storage";

/** Under it lies every saved scan. */
export const SCANS = "scans/";

/** Bytes of all saved scans together. */
export const savedBytes: Handler<"savedBytes"> = async () => (await openStore()).weigh(SCANS);

/** Forgets every saved scan, of all models. What is on the bench stays, as do the outcomes of self-checks. */
export const forgetScans: Handler<"forgetScans"> = async () => {
  const store = await openStore();
  for (const key of await store.list(SCANS)) await store.remove(key);
  return null;
};
