import { useCallback, useRef, useState } from "react";
import { projectSentences } from "../../state/projectApi";
import type { ProjectedSentences, ProjectionRequest } from "../../worker/projectProtocol";
import { useView } from "../parts/useView";

/** Planes that were made, by their requests: going back to a layer is quick. */
const MOST_KEPT = 24;

/** A plane of sentences. PCA is made at once; UMAP, which takes seconds, when `make` is called. */
export function useProjection(request: ProjectionRequest): {
  readonly projected: ProjectedSentences | null;
  readonly error: string | null;
  /** Null where there is nothing to wait for. */
  readonly make: (() => void) | null;
} {
  const made = useRef(new Map<string, ProjectedSentences>());
  const key = JSON.stringify(request);
  const [asked, setAsked] = useState("");
  const isDue = request.languages?.length !== 0 && (request.method === "pca" || asked === key || made.current.has(key));
  const load = useCallback(async () => {
    const known = made.current.get(key);
    if (known) return { key, projected: known };
    const projected = await projectSentences(JSON.parse(key) as ProjectionRequest).finally(() => setAsked(""));
    if (made.current.size >= MOST_KEPT) made.current.clear();
    made.current.set(key, projected);
    return { key, projected };
  }, [key]);
  const { value, error } = useView(isDue ? key : null, load);
  const projected = value?.key === key || (isDue && value) ? value.projected : null;
  return { projected, error, make: isDue || request.languages?.length === 0 ? null : () => setAsked(key) };
}
