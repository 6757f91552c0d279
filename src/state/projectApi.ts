import type { ProjectedSentences, ProjectionRequest } from "../worker/projectProtocol";
import { client } from "./connection";
import { enqueue } from "./jobs";

/** What `projectSentences` takes: alignments by id, a layer, and how to make a plane of it; PCA of the vectors as they are unless said. */
export type ProjectionOptions = Pick<ProjectionRequest, "base" | "layer"> & Partial<ProjectionRequest>;

/**
 * Puts the sentences of one or two alignments into one plane, which the base's decide. PCA is made at once; UMAP takes seconds and
 * waits for its turn among the jobs.
 */
export function projectSentences(options: ProjectionOptions): Promise<ProjectedSentences> {
  const request: ProjectionRequest = { method: "pca", seed: 1, isCentred: false, ...options };
  if (request.method === "pca") return client.call("projectSentences", request);
  return enqueue("align", "Map sentences (UMAP)", (signal, setProgress) =>
    client.call("projectSentences", request, {
      signal,
      onProgress: (value) => setProgress({ kind: "evaluation", value }),
    }),
  );
}
