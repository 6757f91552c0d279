import type { FinetuneRecord } from "../export/finetuneManifest";
import type { Manifest } from "../export/manifest";
import type { ByteStore } from "../storage/byteStore";
import type { TrainLog } from "../train/trainLog";
import type { WeightFormat } from "../transformer/weightFormat";
import type { RunSummary } from "./runProtocol";

/** Under it lies every run of fine-tuning. */
const RUNS = "runs/";
/** Of the record below. What another version left is not listed. */
const VERSION = 3;

/** A run as it is kept: what it was asked for and what it logged. Its weights and its text lie beside it. */
export interface KeptRun {
  readonly run: RunSummary;
  readonly log: TrainLog | null;
  /** The neurons of the language, [layer][indices]; null where none were chosen, and for an imported run. */
  readonly neurons: readonly (readonly number[])[] | null;
  readonly weightFormat: WeightFormat;
  /** Of its text and its mask, for the manifests of this run and of its baselines; null for an imported run. */
  readonly made: Pick<FinetuneRecord, "train" | "validation" | "mask"> | null;
  readonly manifest: Manifest;
}

/** A name in the run's folder; `checkpoint` is a folder itself, of the trainer's own. */
export type RunPart = "record" | "windows" | "delta" | "checkpoint";

const runFolder = (id: string): string => `${RUNS}${id}`;
export const runKey = (id: string, part: RunPart): string => `${runFolder(id)}/${part}`;

/** A new id: sorts by its time. */
export function newRunId(date: Date = new Date()): string {
  const random = Math.floor(Math.random() * 0x10000);
  return `${date
    .toISOString()
    .replace(/[^0-9T]/g, "")
    .slice(0, 15)}-${random.toString(16).padStart(4, "0")}`;
}

export async function saveRun(store: ByteStore, kept: KeptRun): Promise<void> {
  const text = JSON.stringify({ version: VERSION, ...kept });
  await store.write(runKey(kept.run.id, "record"), new TextEncoder().encode(text));
}

/** The run; undefined where there is none, or one that another version of this page left. */
export async function loadRun(store: ByteStore, id: string): Promise<KeptRun | undefined> {
  const bytes = await store.read(runKey(id, "record"));
  if (!bytes) return undefined;
  // Whole or absent: the store's promise.
  const { version, ...kept } = JSON.parse(new TextDecoder().decode(bytes)) as KeptRun & { version: number };
  return version === VERSION ? kept : undefined;
}

/** All kept runs, oldest first. */
export async function loadRuns(store: ByteStore): Promise<KeptRun[]> {
  const ids = (await store.list(RUNS)).flatMap((key) => {
    const [, id, part] = key.split("/");
    return part === "record" ? [id!] : [];
  });
  const runs: KeptRun[] = [];
  for (const id of ids) {
    const kept = await loadRun(store, id);
    if (kept) runs.push(kept);
  }
  return runs;
}

/** Forgets the run with its weights. */
export async function removeRun(store: ByteStore, id: string): Promise<void> {
  for (const key of await store.list(`${runFolder(id)}/`)) await store.remove(key);
}
