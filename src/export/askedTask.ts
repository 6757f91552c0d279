import { PUBLISHED_GENERATION } from "../evaluate/publishedGeneration";
import type { TaskResult } from "../evaluate/taskResult";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import type { AskedTask } from "./lmEvalResults";
import { outputKindOf } from "./lmEvalSamples";
import type { Manifest } from "./manifest";

/** How text is generated, in the harness's words. */
const GENERATION: JsonObject = {
  until: [...PUBLISHED_GENERATION.stop],
  max_gen_toks: PUBLISHED_GENERATION.maxTokens,
  do_sample: false,
  temperature: PUBLISHED_GENERATION.temperature,
  repetition_penalty: PUBLISHED_GENERATION.repetitionPenalty,
};

/** A result that was kept, as it was asked: its manifest tells. */
export function askedTask(result: TaskResult, manifest: Manifest): AskedTask {
  const settings = asJsonObject(manifest.settings as JsonValue, "manifest.settings");
  const { limit, resamples } = asJsonObject(settings.task, "manifest.settings.task");
  return {
    ...{ result, manifest },
    limit: typeof limit === "number" ? limit : null,
    resamples: typeof resamples === "number" ? resamples : undefined,
    generation: outputKindOf(result) === "choices" ? undefined : GENERATION,
  };
}
