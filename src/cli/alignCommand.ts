import { align } from "../evaluate/align";
import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import type { JsonObject } from "../formats/json";
import { changeBetween } from "../worker/changeBetween";
import { keepSeries, partVectors } from "../worker/sentenceSeries";
import { figures, inFile, type Measured } from "./alignReport";
import { ALIGN_TEXT_OPTIONS, type AlignText, readSentences } from "./alignText";
import { type CommandContext, defineCommand } from "./command";
import type { Options, Values } from "./commandLine";
import { toLanguage } from "./language";
import { runHeader } from "./openEngine";
import { openModel } from "./openModel";
import { type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { saveBlob } from "./outFolder";
import { type SavedParts, savedParts } from "./parts";
import { percent } from "./progress";

const RESULT_FILE = "alignment.json";

const OPTIONS = {
  ...SUBJECT_OPTIONS,
  out: { kind: "text", value: "DIR", required: true, help: "folder for the result; it is saved there while it grows" },
  ...ALIGN_TEXT_OPTIONS,
  pivot: { kind: "text", value: "CODE", help: "compare with this language alone; all pairs unless given" },
  seed: { kind: "integer", help: "of the bootstrap; 1 unless given" },
  resamples: {
    kind: "integer",
    min: 1,
    help: `draws of the bootstrap over sentences; ${BOOTSTRAP_DEFAULTS.resamples} unless given`,
  },
  startOver: { kind: "flag", help: "forget what was measured before in --out" },
  quiet: { kind: "flag", help: "no progress" },
} as const satisfies Options;

type AlignValues = Values<typeof OPTIONS>;

export const alignCommand = defineCommand({
  name: "align",
  summary: "Measures how alike translations lie in each layer: cosines, retrieval, linear CKA, distance of means.",
  options: OPTIONS,
  details: `A sentence's vector is the mean over its tokens of a layer's hidden states; every measure of cosines is there as it is and less each language's mean. Measures the base and, with --delta, each run's changes on the same sentences, with paired intervals of the difference. Writes ${RESULT_FILE}: all pairs and layers with 95 % intervals (percentile bootstrap over sentences; those of CKA and the distance of means are of the measures' linear approximations, CKA itself is biased upward with fewer sentences than numbers in a vector) and the manifests. The measures and their intervals are this program's own: no paper defines them.`,
  resume: "what was measured is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

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

async function run(options: AlignValues, context: CommandContext): Promise<JsonObject> {
  const model = await openModel(options, context);
  const text = await readSentences(options, model, context);
  const opened = await loadSubjects(model, options, tokensAtOnce, context);
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
