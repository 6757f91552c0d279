import { pieceBytes } from "../corpus/tokenBytes";
import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap";
import { perplexity } from "../evaluate/perplexity";
import { perplexityChange } from "../evaluate/perplexityChange";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { scoredTexts } from "../evaluate/scoredText";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import { snakeKeys } from "../export/snakeKeys";
import type { JsonObject } from "../formats/json";
import { readingSettings } from "../worker/readingSettings";
import { type CommandContext, defineCommand } from "./command";
import type { Options, Values } from "./commandLine";
import { asUsage } from "./exitCodes";
import { runHeader } from "./openEngine";
import { type CliModel, openModel } from "./openModel";
import { type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { saveBlob } from "./outFolder";
import { savedParts } from "./parts";
import { figures, type Measured, notMeasured } from "./perplexityReport";
import { percent } from "./progress";
import { readScanText, SCAN_TEXT_OPTIONS, type ScanText } from "./scanText";

const RESULT_FILE = "perplexity.json";

const OPTIONS = {
  ...SUBJECT_OPTIONS,
  out: { kind: "text", value: "DIR", required: true, help: "folder for the result; it is saved there while it grows" },
  ...SCAN_TEXT_OPTIONS,
  resamples: {
    kind: "integer",
    min: 1,
    help: `draws of the bootstrap over windows; ${BOOTSTRAP_DEFAULTS.resamples} unless given`,
  },
  startOver: { kind: "flag", help: "forget what was measured before in --out" },
  quiet: { kind: "flag", help: "no progress" },
} as const satisfies Options;

type PerplexityValues = Values<typeof OPTIONS>;

export const perplexityCommand = defineCommand({
  name: "perplexity",
  summary: "Measures the loss of each language: nats a token, perplexity, bits a byte, with 95 % intervals.",
  options: OPTIONS,
  details: `Measures the base and, with --delta, each run's changes on the same windows, with paired intervals of the difference. Writes ${RESULT_FILE}: all of it with the sums of each window and the manifests. Intervals are percentile bootstrap over windows: ten or more windows a language make them sound.`,
  resume: "what was measured is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

/** The text, and what is measured of it. */
type TextRead = { readonly text: ScanText } & ReturnType<typeof scoredTexts>;

async function readTexts(options: PerplexityValues, model: CliModel, context: CommandContext): Promise<TextRead> {
  const text = await readScanText(options, model, context);
  const pieces = pieceBytes(await model.smallFiles.find(({ path }) => path === "tokenizer.json")!.blob.text());
  const all = text.tokens.map((tokens) => {
    return { text: text.corpus.languages.find(({ language }) => language === tokens.language)!, tokens };
  });
  const scored = asUsage(() => scoredTexts(all, pieces, text.packing, model.info.padTokenId ?? 0));
  for (const { reason } of scored.unmeasured) context.progress.say(`not measured: ${reason}`);
  return { text, ...scored };
}

async function measure(
  options: PerplexityValues,
  opened: CliSubjects,
  { text, texts, unmeasured }: TextRead,
  context: CommandContext,
): Promise<{ measured: Measured[]; forget: () => Promise<void> }> {
  const { model, gpu, decoder } = opened;
  const { signal, progress } = context;
  const { out, startOver, seed = 1, resamples = BOOTSTRAP_DEFAULTS.resamples } = options;
  const settings = {
    text: text.corpus.hash,
    reading: readingSettings(text.corpus, text.reading),
    languages: texts.map(({ batch }) => batch.language),
    packing: { ...text.packing },
    ...{ resamples, seed },
  };
  const measured: Measured[] = [];
  const saved: (() => Promise<void>)[] = [];
  for (const subject of opened.subjects) {
    const parts = await savedParts(out, { kind: "perplexity", settings, weights: subject.weights }, startOver);
    saved.push(parts.forget);
    if (parts.found > 0) progress.say(`${subject.name}: going on after ${parts.found} parts`);
    const result = await opened.withTuning(subject, (tuning) =>
      perplexity(
        texts,
        { seqLen: text.packing.seqLen, resamples, seed, unmeasured },
        {
          ...{ decoder, tuning, signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
          onProgress: ({ says, done, total }) =>
            progress.tell(`${subject.name}, ${says}: ${percent(done, total)} of ${total} tokens`),
        },
      ),
    );
    const base = measured[0]?.result;
    const run = subject.manifest && { name: subject.name, manifest: subject.manifest };
    const manifest = buildEvaluationManifest({ ...runHeader(model, gpu), kind: "perplexity", settings, run });
    measured.push({
      subject,
      result,
      manifest,
      change: base ? perplexityChange(base, result, { resamples, seed }) : null,
    });
  }
  const forget = async (): Promise<void> => {
    for (const one of saved) await one();
  };
  return { measured, forget };
}

async function run(options: PerplexityValues, context: CommandContext): Promise<JsonObject> {
  const model = await openModel(options, context);
  const read = await readTexts(options, model, context);
  const opened = await loadSubjects(model, options, tokensAtOnce, context);
  const { measured, forget } = await measure(options, opened, read, context);
  const whole = measured.map((one) => ({
    ...figures(one),
    windows: one.result.languages.map(({ language, windowNats, windowTokens, windowBytes }) =>
      snakeKeys({ language, windowNats, windowTokens, windowBytes }),
    ),
    manifest: one.manifest,
  }));
  const json = JSON.stringify(
    { format: "babelscope-perplexity", version: 1, models: whole, ...notMeasured(read) },
    null,
    1,
  );
  const file = await saveBlob(options.out, RESULT_FILE, new Blob([json], { type: "application/json" }));
  await forget();
  opened.destroy();
  const { packing, corpus } = read.text;
  return {
    command: "perplexity",
    corpus: { hash: corpus.hash },
    packing: snakeKeys({ ...packing }),
    models: measured.map(figures),
    ...notMeasured(read),
    files: [file],
  };
}
