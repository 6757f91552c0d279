import type { ByteStore } from "../storage/byteStore";
import type { KeptEvaluation } from "./evaluation";
import { loadEvaluation } from "./evaluationStore";

/** An alignment that is done; throws where there is none of this id. */
export async function loadAlignment(store: ByteStore, id: string): Promise<KeptEvaluation<"alignment">> {
  const kept = await loadEvaluation<"alignment">(store, id);
  if (kept?.summary.kind === "alignment") return kept;
  throw new Error(`there is no alignment "${id}": it was removed, or this browser never kept it`);
}
