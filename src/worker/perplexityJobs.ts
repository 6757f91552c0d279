import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap";
import { perplexity as measurePerplexity } from "../evaluate/perplexity";
import { perplexityChange as changeOf } from "../evaluate/perplexityChange";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { asJsonObject, type JsonValue } from "../formats/json";
import { checkComparedWeights } from "./comparedWeights";
import type { KeptEvaluation } from "./evaluation";
import { evaluate } from "./evaluationJobs";
import { loadEvaluation } from "./evaluationStore";
import type { Handler } from "./handler";
import { NO_MODEL } from "./missing";
import { readScoredTexts } from "./scoredTexts";
import { openStore } from "./storage";
import { need, workbench } from "./workbench";

/** The loss of each language of some text, by the open model or with what a run changed. */
export const perplexity: Handler<"perplexity"> = async (request, context) => {
  const { signal, onProgress } = context;
  const model = need(workbench.model, NO_MODEL);
  const { texts, unmeasured, seqLen, seed, resamples, settings, label } = await readScoredTexts(
    request,
    model,
    context,
  );
  return evaluate(
    {
      ...{ kind: "perplexity", subject: request, settings, label },
      measure: ({ session: { engine, gpu }, tuning }, parts) =>
        measurePerplexity(
          texts,
          { seqLen, seed, resamples, unmeasured },
          {
            ...{ decoder: engine.decoder, tuning, signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
            onProgress: (progress) => onProgress({ step: "measuring", ...progress }),
          },
        ),
    },
    context,
  );
};

/** What decides the windows, of a measurement that is kept. */
function windowsOf({ manifest }: KeptEvaluation): string {
  const { text, reading, packing } = asJsonObject(
    asJsonObject(manifest.settings as JsonValue, "manifest.settings").perplexity,
    "manifest.settings.perplexity",
  );
  return JSON.stringify([text, reading, packing]);
}

/** The change from one measurement to another of the same text, with paired intervals. */
export const perplexityChange: Handler<"perplexityChange"> = async ({ base, tuned, resamples, seed }) => {
  const store = await openStore();
  const load = async (id: string): Promise<KeptEvaluation<"perplexity">> => {
    const kept = await loadEvaluation<"perplexity">(store, id);
    if (kept?.summary.kind === "perplexity") return kept;
    throw new Error(`there is no perplexity "${id}": it was removed, or this browser never kept it`);
  };
  const [from, to] = [await load(base), await load(tuned)];
  checkComparedWeights(from.summary, to.summary);
  if (windowsOf(from) !== windowsOf(to)) {
    throw new RangeError("the two were measured on other text or windows: measure both with the same settings");
  }
  return changeOf(from.result, to.result, { resamples: resamples ?? BOOTSTRAP_DEFAULTS.resamples, seed: seed ?? 1 });
};
