import type { LanguageText, LanguageTokens } from "../corpus/corpus";
import { align } from "../evaluate/align";
import type { AlignmentChange, AlignmentResult } from "../evaluate/alignmentResult";
import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap";
import { type ParallelSentences, parallelSentences } from "../evaluate/parallelSentences";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import type { Manifest } from "../export/manifest";
import { snakeKeys } from "../export/snakeKeys";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import { changeBetween } from "../worker/changeBetween";
import { readingSettings } from "../worker/readingSettings";
import { keepSeries, partVectors } from "../worker/sentenceSeries";
import { type CommandContext, defineCommand } from "./command";
import { given, type Options, type Values } from "./commandLine";
import { asUsage, UsageError } from "./exitCodes";
import { toLanguage } from "./language";
import { TEXT_OPTIONS } from "./modelOptions";
import { runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { type CliSubject, type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { saveBlob } from "./outFolder";
import { type SavedParts, savedParts } from "./parts";
import { percent } from "./progress";
import { importOptions, readText, tokensOf } from "./readText";

const RESULT_FILE = "alignment.json";
/** The most rows of a call on any device: memory is judged by it. */
const MOST_TOKENS_AT_ONCE = tokensAtOnce({ isSoftware: false });

const OPTIONS = {
  ...SUBJECT_OPTIONS,
  out: { kind: "text", value: "DIR", required: true, help: "folder for the result; it is saved there while it grows" },
  corpus: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "translations, aligned by line (record) or by --id-field, a language a file: files and folders, separated by commas",
  },
  languages: {
    kind: "list",
    value: "CODES",
    help: "languages to compare, as mlt_Latn or mt; all of the corpus unless given",
  },
  pivot: { kind: "text", value: "CODE", help: "compare with this language alone; all pairs unless given" },
  sentences: { kind: "integer", min: 2, help: "at most so many sentences, the first that all languages have" },
  seed: { kind: "integer", help: "of the bootstrap; 1 unless given" },
  resamples: {
    kind: "integer",
    min: 1,
    help: `draws of the bootstrap over sentences; ${BOOTSTRAP_DEFAULTS.resamples} unless given`,
  },
  idField: {
    kind: "text",
    value: "NAME",
    help: "field or column with an id that translations share; else they are aligned by line, and files of unequal lengths are refused",
  },
  textField: TEXT_OPTIONS.textField,
  languageField: TEXT_OPTIONS.languageField,
  startOver: { kind: "flag", help: "forget what was measured before in --out" },
  quiet: { kind: "flag", help: "no progress" },
} as const satisfies Options;

type AlignValues = Values<typeof OPTIONS>;

interface Measured {
  readonly subject: CliSubject;
  readonly result: AlignmentResult;
  /** From the base; null of the base itself. */
  readonly change: AlignmentChange | null;
  readonly manifest: Manifest;
}

export const alignCommand = defineCommand({
  name: "align",
  summary: "Measures how alike translations lie in each layer: cosines, retrieval, linear CKA, distance of means.",
  options: OPTIONS,
  details: `A sentence's vector is the mean over its tokens of a layer's hidden states; every measure of cosines is there as it is and less each language's mean. Measures the base and, with --delta, each run's changes on the same sentences, with paired intervals of the difference. Writes ${RESULT_FILE}: all pairs and layers with 95 % intervals (percentile bootstrap over sentences; those of CKA and the distance of means are of the measures' linear approximations, CKA itself is biased upward with fewer sentences than numbers in a vector) and the manifests. The measures and their intervals are this program's own: no paper defines them.`,
  resume: "what was measured is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

interface AlignText {
  readonly hash: string;
  readonly reading: JsonObject;
  readonly sentences: ParallelSentences;
}

async function readSentences(options: AlignValues, model: CliModel, context: CommandContext): Promise<AlignText> {
  const { idField } = options;
  const reading = { ...importOptions({ ...options, removeDuplicates: false }), ...given({ idField }) };
  const corpus = await readText(options.corpus, "--corpus", reading, context);
  const known = corpus.languages.map(({ language }) => language);
  const chosen = options.languages?.map(toLanguage) ?? known;
  const texts: LanguageText[] = corpus.languages.filter(({ language }) => chosen.includes(language));
  const missing = chosen.filter((language) => !known.includes(language));
  if (missing.length > 0) {
    throw new UsageError(`--languages: there is no text in ${missing.join(", ")}: there is ${known.join(", ")}`);
  }
  const tokens: LanguageTokens[] = [];
  for (const { language } of texts) tokens.push(await tokensOf(corpus, language, model.tokenizer, context));
  const sentences = asUsage(() => parallelSentences(texts, tokens, options.sentences));
  for (const { language, sentences: lacking } of sentences.missing) {
    context.progress.say(`${language} lacks ${lacking} sentences that others have: they are left out`);
  }
  return { hash: corpus.hash, reading: readingSettings(corpus, reading), sentences };
}

async function measure(
  options: AlignValues,
  opened: CliSubjects,
  { hash, reading, sentences }: AlignText,
  context: CommandContext,
): Promise<{ readonly measured: readonly Measured[]; readonly saved: readonly SavedParts[] }> {
  const { model, gpu, decoder } = opened;
  const { signal, progress } = context;
  const { out, startOver, seed = 1, resamples = BOOTSTRAP_DEFAULTS.resamples } = options;
  const pivot = options.pivot === undefined ? null : toLanguage(options.pivot);
  const config = { pivot, context: model.info.context, resamples, seed };
  const settings: JsonObject = {
    text: hash,
    reading,
    languages: sentences.languages.map(({ language }) => language),
    sentences: sentences.texts[0]?.length ?? 0,
    ...config,
  };
  const measured: Measured[] = [];
  const saved: SavedParts[] = [];
  for (const subject of opened.subjects) {
    const parts = await savedParts(out, { kind: "alignment", settings, weights: subject.weights }, startOver);
    saved.push(parts);
    if (parts.found > 0) progress.say(`${subject.name}: going on after ${parts.found} parts`);
    const { store, id } = parts.place;
    const result = await opened.withTuning(subject, (tuning) =>
      align(sentences, config, {
        ...{ decoder, tuning, signal, parts, tokensAtOnce: tokensAtOnce(gpu), vectors: partVectors(store, id) },
        onSeries: (layer, series) => keepSeries(store, id, layer, series),
        onProgress: ({ step, language, done, total }) =>
          progress.tell(`${subject.name}, ${step === "vectors" ? language : "comparing"}: ${percent(done, total)}`),
      }),
    );
    const own = { place: parts.place, result };
    const base = measured[0] && { place: saved[0]!.place, result: measured[0].result };
    const run = subject.manifest && { name: subject.name, manifest: subject.manifest };
    measured.push({
      ...{ subject, result },
      change: base ? await changeBetween(base, own, { seed, resamples, signal }) : null,
      manifest: buildEvaluationManifest({ ...runHeader(model, gpu), kind: "alignment", settings, run }),
    });
  }
  return { measured, saved };
}

/** A first look at a model: means over the pairs of each layer. */
function figures({ subject, result, change }: Measured): JsonObject {
  const layers = Array.from({ length: result.nLayers + 1 }, (_, layer) => {
    const own = result.pairs.filter((pair) => pair.layer === layer);
    const mean = (of: (pair: (typeof own)[number]) => number) =>
      own.reduce((sum, pair) => sum + of(pair), 0) / own.length;
    return {
      layer,
      cosine: mean(({ raw }) => raw.cosine),
      gap: mean(({ raw }) => raw.cosine - raw.cosineShuffled),
      centred_cosine: mean(({ centred }) => centred.cosine),
      accuracy: mean(({ raw }) => (raw.accuracyForward + raw.accuracyBackward) / 2),
      cka: mean(({ cka }) => cka),
    };
  });
  return { name: subject.name, weights: subject.weights, compared: change !== null, mean_over_pairs: layers };
}

/** As the file has it. */
const inFile = (value: AlignmentResult | AlignmentChange): JsonValue =>
  snakeKeys(asJsonObject(JSON.parse(JSON.stringify(value)) as JsonValue, "alignment"));

async function run(options: AlignValues, context: CommandContext): Promise<JsonObject> {
  const model = await openModel(options, context);
  const text = await readSentences(options, model, context);
  const opened = await loadSubjects(model, options, MOST_TOKENS_AT_ONCE, context);
  const { measured, saved } = await measure(options, opened, text, context);
  const models = measured.map(({ subject, result, change, manifest }) => ({
    ...{ name: subject.name, weights: subject.weights },
    result: inFile(result),
    change: change && inFile(change),
    manifest,
  }));
  const json = JSON.stringify({ format: "babelscope-alignment", version: 1, models }, null, 1);
  const file = await saveBlob(options.out, RESULT_FILE, new Blob([json], { type: "application/json" }));
  for (const parts of saved) await parts.forget();
  opened.destroy();
  const { languages, nSentences } = measured[0]!.result;
  return {
    command: "align",
    corpus: { hash: text.hash },
    languages,
    sentences: nSentences,
    models: measured.map(figures),
    files: [file],
  };
}
