import { join } from "node:path";
import type { PartStore } from "../evaluate/partStore";
import type { JsonObject } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import { countParts, evaluationId, evaluationParts, removeEvaluation } from "../worker/evaluationStore";
import { SAVED_FOLDER } from "./fileNames";
import { folderStore } from "./folderStore";

/** What of an evaluation is done, in the folder of its results. */
export interface SavedParts extends PartStore {
  /** How many an earlier run has left. */
  readonly found: number;
  /** For what lies beside the parts. */
  readonly place: { readonly store: ByteStore; readonly id: string };
  /** Forgets it, once the result is whole. */
  forget(): Promise<void>;
}

/** All that decides a result: another of these is another evaluation, with parts of its own. */
export interface PartsIdentity {
  /** As "perplexity". */
  readonly kind: string;
  /** Hashes of texts, settings, seeds. */
  readonly settings: JsonObject;
  /** `CliSubject.weights`. */
  readonly weights: JsonObject;
}

/** The parts of an evaluation in `--out`; with `startOver` there are none yet. */
export async function savedParts(
  out: string,
  { kind, settings, weights }: PartsIdentity,
  startOver = false,
): Promise<SavedParts> {
  const store = await folderStore(join(out, SAVED_FOLDER));
  const id = await evaluationId({ kind, settings, weights });
  if (startOver) await removeEvaluation(store, id);
  const found = await countParts(store, id);
  return { ...evaluationParts(store, id), found, place: { store, id }, forget: () => removeEvaluation(store, id) };
}
