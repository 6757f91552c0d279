import type { AlignmentChange } from "../evaluate/alignmentResult";
import type { AlignmentChangeRequest, AlignRequest } from "../worker/alignProtocol";
import type { KeptEvaluation } from "../worker/evaluation";
import type { Jobs } from "../worker/protocol";
import { client } from "./connection";
import { placeEvaluation } from "./evaluations";
import { enqueue } from "./jobs";
import { sampleCorpus } from "./sample";
import { readTextSources, type TextSource } from "./textSource";

/** What `align` takes: translations, languages, a pivot, sentences at most, and the id of a run whose changes are applied. */
export interface AlignOptions extends Omit<AlignRequest, "files"> {
  /** A sample corpus, or files aligned by line (record), or by the id field that `reading` names; the open corpus when left out. */
  readonly corpus?: "sample" | "sample-interface" | TextSource | readonly TextSource[];
}

async function readCorpus(corpus: AlignOptions["corpus"], signal: AbortSignal) {
  if (corpus === undefined) return {};
  if (corpus === "sample" || corpus === "sample-interface") return { files: await sampleCorpus(corpus, signal) };
  return { files: await readTextSources(corpus, signal) };
}

/**
 * How alike translations lie in each layer: cosines, retrieval, linear CKA and the distance of the languages' means, with bootstrap
 * intervals. Of the open model, or with what a run changed. What was measured before is found again; what was stopped goes on.
 */
export function align({ corpus, ...rest }: AlignOptions = {}): Promise<KeptEvaluation<"alignment">> {
  return enqueue("align", "Align languages", async (signal, setProgress) => {
    const request = { ...rest, ...(await readCorpus(corpus, signal)) };
    const onProgress = (value: Jobs["align"]["progress"]) => setProgress({ kind: "evaluation", value });
    const kept = await client.call("align", request, { signal, onProgress });
    placeEvaluation(kept.summary);
    return kept;
  });
}

/** The change from one alignment to another of the same sentences, by their ids, with paired intervals. */
export function alignmentChange(request: AlignmentChangeRequest): Promise<AlignmentChange> {
  return enqueue("align", "Compare alignments", (signal, setProgress) => {
    const onProgress = (value: Jobs["alignmentChange"]["progress"]) => setProgress({ kind: "evaluation", value });
    return client.call("alignmentChange", request, { signal, onProgress });
  });
}
