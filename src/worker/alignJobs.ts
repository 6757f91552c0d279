import { type AlignmentProgress, align as measureAlignment } from "../evaluate/align";
import { BOOTSTRAP_DEFAULTS, checkBootstrap } from "../evaluate/bootstrap";
import { type ParallelSentences, parallelSentences } from "../evaluate/parallelSentences";
import { tokensAtOnce } from "../evaluate/scoreContext";
import type { VectorStore } from "../evaluate/sentenceTokens";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import type { AlignRequest } from "./alignProtocol";
import { changeBetween } from "./changeBetween";
import { checkComparedWeights } from "./comparedWeights";
import { readText, tokensOf } from "./corpusJobs";
import type { EvaluationProgress, KeptEvaluation } from "./evaluation";
import { type EvaluationPlace, evaluate } from "./evaluationJobs";
import type { Handler, JobContext } from "./handler";
import { loadAlignment } from "./keptAlignment";
import { NO_CORPUS, NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { readingSettings } from "./readingSettings";
import { languagesOf } from "./scanPlan";
import { keepSeries, partVectors } from "./sentenceSeries";
import { countKept, keepSentences, keepVectors } from "./sentenceVectors";
import { openStore } from "./storage";
import { need, type OpenCorpus, workbench } from "./workbench";

const toProgress = ({ step, language, done, total }: AlignmentProgress): EvaluationProgress => ({
  step: "measuring",
  says: step === "vectors" ? `vectors of ${language}` : "compares languages",
  done,
  total,
});

/** The open corpus, or the files that are given. */
async function openText(
  { files, reading }: AlignRequest,
  { signal, onProgress }: JobContext<EvaluationProgress>,
): Promise<OpenCorpus> {
  if (!files) return need(workbench.corpus, NO_CORPUS);
  const tell = ({ name, done, total }: { name: string; done: number; total: number }) =>
    onProgress({ step: "measuring", says: `reads ${name}`, done, total });
  const open = await readText(files, reading ?? {}, { signal, onProgress: tell });
  checkLanguages(open);
  return open;
}

/** Refuses files that hold no two languages, and says what was wrong with the first that could not be read. */
function checkLanguages({ corpus: { languages, issues } }: OpenCorpus): void {
  if (languages.length > 1) return;
  const found = languages.length === 0 ? "no text" : `text in ${languages[0]!.language} alone`;
  const [issue] = issues;
  const line = issue && issue.line > 0 ? `, line ${issue.line}` : "";
  const why = issue ? ` (${issue.file}${line}: ${issue.reason})` : "";
  throw new RangeError(`the files hold ${found}: an alignment takes two languages or more${why}`);
}

function checkSentences(sentences: number | undefined): void {
  if (sentences === undefined || (Number.isSafeInteger(sentences) && sentences >= 2)) return;
  throw new RangeError(`sentences is ${sentences}: it takes a whole number from 2`);
}

/** Keeps the vectors of the sentences that a figure holds, and what these say. */
async function keepForFigures(
  { store, id }: EvaluationPlace,
  vectors: VectorStore,
  { languages, texts }: ParallelSentences,
  { nLayers, dModel }: { readonly nLayers: number; readonly dModel: number },
): Promise<void> {
  const size = { nLanguages: languages.length, nLayers: nLayers + 1, dModel };
  const kept = countKept(texts[0]!.length, size);
  for (const k of languages.keys()) {
    for (let layer = 0; layer <= nLayers; layer++) {
      const all = (await vectors.load(k, layer))!;
      await keepVectors(store, id, k, layer, all.subarray(0, kept * dModel));
    }
  }
  await keepSentences(store, id, {
    languages: languages.map(({ language }) => language),
    texts: texts.map((own) => own.slice(0, kept)),
    nLayers: nLayers + 1,
    dModel,
  });
}

async function readSentences(
  request: AlignRequest,
  model: OpenModel,
  context: JobContext<EvaluationProgress>,
): Promise<{ readonly open: OpenCorpus; readonly languages: string[]; readonly sentences: ParallelSentences }> {
  const open = await openText(request, context);
  const languages = [...languagesOf(request, open)];
  const texts = languages.map((language) => open.corpus.languages.find((one) => one.language === language)!);
  const tokens = [];
  for (const language of languages) tokens.push(await tokensOf(language, model, open, context.signal));
  return { open, languages, sentences: parallelSentences(texts, tokens, request.sentences) };
}

/** How alike translations lie in each layer of the open model, or with what a run changed. */
export const align: Handler<"align"> = async (request, context) => {
  const { signal, onProgress } = context;
  const { pivot = null, seed = 1, resamples = BOOTSTRAP_DEFAULTS.resamples } = request;
  checkBootstrap({ seed, resamples });
  checkSentences(request.sentences);
  const model = need(workbench.model, NO_MODEL);
  const { open, languages, sentences } = await readSentences(request, model, context);
  const nSentences = sentences.texts[0]?.length ?? 0;
  const config = { pivot, context: model.info.context, resamples, seed };
  const settings: JsonObject = {
    text: open.corpus.hash,
    reading: readingSettings(open.corpus, open.options),
    ...{ languages, sentences: nSentences },
    ...config,
  };
  return evaluate(
    {
      ...{ kind: "alignment", subject: request, settings },
      label: `${languages.length} languages, ${nSentences.toLocaleString("en")} sentences`,
      async measure({ session: { engine, gpu }, tuning }, parts, place) {
        const { decoder } = engine;
        const vectors = partVectors(place.store, place.id);
        const result = await measureAlignment(sentences, config, {
          ...{ decoder, tuning, tokensAtOnce: tokensAtOnce(gpu), signal, parts, vectors },
          onProgress: (progress) => onProgress(toProgress(progress)),
          onSeries: (layer, series) => keepSeries(place.store, place.id, layer, series),
        });
        await keepForFigures(place, vectors, sentences, decoder.config);
        return result;
      },
    },
    context,
  );
};

/** What decides the sentences and pairs of an alignment that is kept. */
function sentencesOf({ manifest }: KeptEvaluation): string {
  const settings = asJsonObject(manifest.settings as JsonValue, "manifest.settings");
  const { text, reading, languages, sentences, pivot, context } = asJsonObject(
    settings.alignment,
    "settings.alignment",
  );
  return JSON.stringify([text, reading, languages, sentences, pivot, context]);
}

/** The change from one alignment to another of the same sentences, with intervals over them. */
export const alignmentChange: Handler<"alignmentChange"> = async (request, { signal, onProgress }) => {
  const { seed = 1, resamples = BOOTSTRAP_DEFAULTS.resamples } = request;
  const store = await openStore();
  const [base, tuned] = [await loadAlignment(store, request.base), await loadAlignment(store, request.tuned)];
  checkComparedWeights(base.summary, tuned.summary);
  if (sentencesOf(base) !== sentencesOf(tuned)) {
    throw new RangeError("the two alignments are not of the same sentences: align both models with the same settings");
  }
  const measured = [base, tuned].map(({ summary, result }) => ({ place: { store, id: summary.id }, result }));
  return changeBetween(measured[0]!, measured[1]!, {
    ...{ seed, resamples, signal },
    onProgress: (done, total) => onProgress({ step: "measuring", says: "compares sentences", done, total }),
  });
};
