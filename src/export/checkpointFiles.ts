import { asJsonCount, asJsonList, asJsonObject, asJsonStrings, parseJson } from "../formats/json";
import { findTensor, openSafetensors, readTensor, writeSafetensors } from "../formats/safetensors";
import { type ActivationStats, emptyStats } from "../lape/activationStats";
import type { ScanCheckpoint, ScanCheckpointStore } from "../lape/scanCheckpoint";
import type { ByteStore } from "../storage/byteStore";

/** Of the layout below. What another version left is taken as absent. */
const VERSION = "1";

/** What a saved scan is of, and the tokens it had counted when it was last saved, a language. */
export interface SavedScan {
  readonly languages: readonly string[];
  readonly nLayers: number;
  readonly dMlp: number;
  readonly batchWindows: number;
  readonly n: readonly number[];
}

/**
 * Keeps one scan under `folder` of a byte store: `scan`, a small JSON, and `0`, `1`, ... with the counts of each language begun,
 * written only when they changed. Every language's entry says by itself how far it is, so whatever entry a dying tab leaves
 * unwritten, what is loaded is a state that the scan was in: each entry is whole or absent (the store's promise), and languages
 * are counted one after another.
 */
export function scanCheckpointStore(store: ByteStore, folder: string): ScanCheckpointStore {
  return {
    load: () => loadCheckpoint(store, folder),
    async save({ stats, position, batchWindows }, changed) {
      for (const k of [...changed].sort((a, b) => a - b)) {
        const window = k < position.language ? "complete" : String(position.window);
        const blob = packCounts(stats, k, { version: VERSION, window, batch_windows: String(batchWindows) });
        await store.write(`${folder}/${k}`, new Uint8Array(await blob.arrayBuffer()));
      }
      const { languages, nLayers, dMlp } = stats;
      const scan = { version: VERSION, languages, nLayers, dMlp, batchWindows, n: [...stats.n] };
      await store.write(`${folder}/scan`, new TextEncoder().encode(JSON.stringify(scan)));
    },
  };
}

/** What is saved under `folder`, without its counts; undefined when there is nothing. */
export async function findSavedScan(store: ByteStore, folder: string): Promise<SavedScan | undefined> {
  const bytes = await store.read(`${folder}/scan`);
  if (!bytes) return undefined;
  const scan = asJsonObject(parseJson(new TextDecoder().decode(bytes), "the saved scan"), "the saved scan");
  if (scan.version !== VERSION) return undefined;
  return {
    languages: asJsonStrings(scan.languages, "languages"),
    nLayers: asJsonCount(scan.nLayers, "nLayers"),
    dMlp: asJsonCount(scan.dMlp, "dMlp"),
    batchWindows: asJsonCount(scan.batchWindows, "batchWindows"),
    n: asJsonList(scan.n, "n").map((tokens, k) => asJsonCount(tokens, `n[${k}]`)),
  };
}

/** Forgets the scan saved under `folder`. */
export async function removeSavedScan(store: ByteStore, folder: string): Promise<void> {
  for (const key of await store.list(`${folder}/`)) await store.remove(key);
}

async function loadCheckpoint(store: ByteStore, folder: string): Promise<ScanCheckpoint | undefined> {
  const scan = await findSavedScan(store, folder);
  if (!scan) return undefined;
  const { batchWindows } = scan;
  const stats = emptyStats(scan.languages, scan.nLayers, scan.dMlp);
  const lastBegun = scan.n.findLastIndex((tokens) => tokens > 0);
  for (const k of scan.languages.keys()) {
    if (k < lastBegun && scan.n[k] === 0) continue; // passed without a token, so it has no entry
    const bytes = await store.read(`${folder}/${k}`);
    const window = bytes && (await unpackCounts(bytes, stats, k, batchWindows));
    if (window === undefined) return { stats, position: { language: k, window: 0 }, batchWindows };
    // One that was saved at its last window still names that. It is complete where a later one was begun, unless another tab that
    // is behind with the same scan wrote over it.
    const isBehind = k >= lastBegun || stats.n[k] !== scan.n[k];
    if (window !== "complete" && isBehind) return { stats, position: { language: k, window }, batchWindows };
  }
  return { stats, position: { language: scan.languages.length, window: 0 }, batchWindows };
}

function packCounts(stats: ActivationStats, k: number, metadata: Record<string, string>): Blob {
  const shape = [stats.nLayers, stats.dMlp];
  return writeSafetensors(
    [
      { name: "n", dtype: "F64", shape: [], parts: [stats.n.slice(k, k + 1)] },
      { name: "over_zero", dtype: "U32", shape, parts: [stats.overZero[k]!] },
      { name: "act_sum", dtype: "F64", shape, parts: [stats.actSum[k]!] },
    ],
    metadata,
  );
}

/** Puts the counts of language `k` into `stats` and returns its next window; undefined for counts of another scan. */
async function unpackCounts(
  bytes: Uint8Array<ArrayBuffer>,
  stats: ActivationStats,
  k: number,
  batchWindows: number,
): Promise<number | "complete" | undefined> {
  const file = await openSafetensors(new Blob([bytes]));
  const { metadata } = file;
  const overZero = findTensor(file, "over_zero");
  const isOurs = metadata.get("version") === VERSION && metadata.get("batch_windows") === String(batchWindows);
  if (!isOurs || `${overZero.shape}` !== `${[stats.nLayers, stats.dMlp]}`) return undefined;
  stats.n[k] = (await readTensor(findTensor(file, "n"), "F64"))[0]!;
  stats.overZero[k]!.set(await readTensor(overZero, "U32"));
  stats.actSum[k]!.set(await readTensor(findTensor(file, "act_sum"), "F64"));
  return metadata.get("window") === "complete" ? "complete" : Number(metadata.get("window"));
}
