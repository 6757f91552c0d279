import type { KeptEvaluation } from "../worker/evaluation";
import type { Jobs } from "../worker/protocol";
import type { WeightChangeRequest } from "../worker/weightChangeProtocol";
import { client } from "./connection";
import { placeEvaluation } from "./evaluations";
import { enqueue } from "./jobs";

/** How a run changed its weights: norms by layer, histograms, densities, and a sample. It needs no GPU. */
export function weightChange(request: WeightChangeRequest): Promise<KeptEvaluation<"weightChange">> {
  return enqueue("evaluate", "Measure the weight change", async (signal, setProgress) => {
    const onProgress = (value: Jobs["weightChange"]["progress"]) => setProgress({ kind: "evaluation", value });
    const kept = await client.call("weightChange", request, { signal, onProgress });
    placeEvaluation(kept.summary);
    return kept;
  });
}
