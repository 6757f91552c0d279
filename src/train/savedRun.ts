import type { ByteStore } from "../storage/byteStore";
import type { RunCheckpointStore, SavedRun, ValueKind } from "./runCheckpoint";
import { valuePieces } from "./valuePieces";

/** Of the layout below. What another version left is taken as absent. */
const VERSION = 1;
/** Bytes of a file with values. */
const PIECE_BYTES = 2 ** 25;

/** The `run` entry. */
interface Entry extends SavedRun {
  readonly version: number;
  /** Folders of the values: that of the last update, and that of the best weights. */
  readonly last: string;
  readonly best: string | null;
}

const LAST_KINDS = ["weight", "m", "v"] as const satisfies readonly ValueKind[];

/** Folder of the values after so much was done: validations count too, as they can make moments start anew. */
const generationOf = ({ history }: SavedRun): string => `last-${history.steps.length}-${history.validations.length}`;

/**
 * Keeps one run under `folder` of a byte store: values in files of at most 32 MiB in a folder for each time it is saved, and
 * `run`, a small JSON that names the folders that count. It is written when the values are whole, and only then the folders
 * before it are removed: a tab that dies at any time leaves one whole run.
 */
export function savedRun(store: ByteStore, folder: string, pieceBytes = PIECE_BYTES): RunCheckpointStore {
  const runKey = `${folder}/run`;

  async function entry(): Promise<Entry | undefined> {
    const bytes = await store.read(runKey);
    if (!bytes) return undefined;
    // Written whole by this program, or absent: the store's promise.
    const saved = JSON.parse(new TextDecoder().decode(bytes)) as Entry;
    return saved.version === VERSION ? saved : undefined;
  }

  return {
    async load() {
      return entry();
    },

    async *values(kind) {
      const saved = await entry();
      const generation = kind === "best" ? saved?.best : saved?.last;
      if (!saved || !generation) throw new Error(`no ${kind} of a run is saved`);
      for (const [i, slices] of valuePieces(saved.sizes, pieceBytes).entries()) {
        const bytes = await store.read(`${folder}/${generation}/${kind}-${i}`);
        const wanted = slices.reduce((sum, slice) => sum + slice.bytes, 0);
        if (bytes?.length !== wanted) {
          throw new Error(`the saved run is damaged (${kind}-${i} of ${generation}): start a new run`);
        }
        yield { slices, bytes };
      }
    },

    async save(run, read) {
      const before = await entry();
      const last = generationOf(run);
      const best = run.bestStep === null ? null : `best-${run.bestStep}`;
      const pieces = valuePieces(run.sizes, pieceBytes);
      const write = async (generation: string, kind: ValueKind): Promise<void> => {
        for (const [i, slices] of pieces.entries()) {
          await store.write(`${folder}/${generation}/${kind}-${i}`, new Uint8Array(await read(kind, slices)));
        }
      };
      if (before?.last !== last) for (const kind of LAST_KINDS) await write(last, kind);
      if (best !== null && before?.best !== best) await write(best, "best");
      const now: Entry = { ...run, version: VERSION, last, best };
      await store.write(runKey, new TextEncoder().encode(JSON.stringify(now)));
      for (const key of await store.list(`${folder}/`)) {
        const generation = key.slice(folder.length + 1).split("/")[0]!;
        if (/^(last|best)-/.test(generation) && generation !== last && generation !== best) await store.remove(key);
      }
    },
  };
}
