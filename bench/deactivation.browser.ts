import { test } from "vitest";
import type { TokenBatch } from "../src/corpus/corpus";
import { fitWindows, packWindows } from "../src/corpus/packWindows";
import { tokenizeLanguage } from "../src/corpus/tokenizeCorpus";
import { deactivation } from "../src/evaluate/deactivation";
import { tokensAtOnce } from "../src/evaluate/scoreContext";
import { predictedTokens, type ScoredText } from "../src/evaluate/scoredText";
import { randomLikeness } from "../src/evaluate/zeroNeurons";
import type { NeuronMask } from "../src/lape/neuronMask";
import { windowNats } from "../src/train/windowNats";
import { GOLDEN_MASK } from "../tests/support/goldenTrain";
import { sampleCorpus, sampleTokenizer } from "../tests/support/sampleText";
import type { BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { median, medianRatio, takeTurns } from "./measure";
import { openSampleDecoder } from "./sampleDecoder";

const LANGUAGES = ["cym_Latn", "deu_Latn", "mkd_Cyrl", "npi_Deva"];
const SIZES = [2, 4];
const ROUNDS = 3;
/** How far a pass with neurons at zero may take longer than one without. */
const TOLERANCE = 0.15;
const { signal } = new AbortController();

/** The first windows of each language. */
async function openTexts(nWindows: number, seqLen: number): Promise<ScoredText[]> {
  const [tokenizer, corpus] = [await sampleTokenizer(), await sampleCorpus(LANGUAGES)];
  const texts: ScoredText[] = [];
  for (const text of corpus.languages) {
    const tokens = await tokenizeLanguage(text, tokenizer, { signal });
    const packing = { seqLen, seed: 1, tokensPerLanguage: nWindows * seqLen };
    const batch = packWindows(tokens, packing, 0);
    texts.push({ batch, bytes: predictedTokens(batch), tailTokens: fitWindows(tokens, packing).tailTokens });
  }
  return texts;
}

/** As many neurons a language as one really has, each its own. */
const maskOf = (languages: readonly string[], nLayers: number, dMlp: number): NeuronMask => ({
  languages,
  nLayers,
  dMlp,
  neurons: languages.map((language) =>
    randomLikeness(GOLDEN_MASK, dMlp, 1, `bench ${language}`).map((index) => Int32Array.from(index)),
  ),
});

/** The windows of the texts as one batch, as the matrix runs them. */
function joined(texts: readonly ScoredText[]): TokenBatch {
  const batches = texts.map(({ batch }) => batch);
  const nTokens = batches.reduce((sum, batch) => sum + batch.nTokens, 0);
  const ids = new Int32Array(batches.flatMap((batch) => [...batch.ids]));
  const lengths = new Uint32Array(batches.flatMap((batch) => [...batch.lengths]));
  return { language: "all", seqLen: batches[0]!.seqLen, nWindows: lengths.length, ids, lengths, nTokens };
}

test("what does a deactivation matrix cost?", async () => {
  const gpu = await needDevice();
  const { config, decoder, release } = await openSampleDecoder(gpu.device, "onnx/model_q4.onnx");
  const [nWindows, seqLen] = gpu.isSoftware ? [1, 64] : [8, 256];
  const texts = await openTexts(nWindows, seqLen);
  const context = { decoder, tokensAtOnce: tokensAtOnce(gpu), signal };
  const sizes = SIZES.map((n) => ({
    n,
    texts: texts.slice(0, n),
    mask: maskOf(LANGUAGES.slice(0, n), config.nLayers, config.dMlp),
    passes: 1 + 2 * n,
  }));
  const plain = sizes.map(({ texts: some }) => {
    const all = joined(some);
    return () => windowNats(all, context);
  });
  const apart = () =>
    texts.reduce<Promise<unknown>>(
      (before, { batch }) => before.then(() => windowNats(batch, context)),
      Promise.resolve(),
    );
  const matrices = sizes.map(
    ({ texts: some, mask }) =>
      () =>
        deactivation(some, mask, { seqLen, resamples: 1000, seed: 1 }, context),
  );
  const timings = await takeTurns([...plain, ...matrices, apart], ROUNDS, cpuSeconds);
  const clock = gpu.isSoftware ? "cpuSeconds" : "seconds";
  const tokens = (n: number): number => n * nWindows * seqLen;
  const perPass = sizes.map(({ passes }, i) => {
    return medianRatio(timings[sizes.length + i]![clock], timings[i]![clock]) / passes;
  });
  const rows = sizes.flatMap(({ n, passes }, i): BenchRow[] => {
    const [one, whole] = [timings[i]!, timings[sizes.length + i]!];
    return [
      {
        what: `a plain pass over ${n} languages`,
        value: median(one.seconds),
        unit: "s",
        note: `${tokens(n)} tokens, ${(tokens(n) / median(one.seconds)).toFixed(0)} tokens/s`,
        samples: one.seconds,
        cpuSeconds: one.cpuSeconds,
      },
      {
        what: `the matrix of ${n} languages with its random control`,
        value: median(whole.seconds),
        unit: "s",
        note: `${passes} passes, ${perPass[i]!.toFixed(2)} plain passes each, intervals included`,
        samples: whole.seconds,
        cpuSeconds: whole.cpuSeconds,
      },
    ];
  });
  const separate = timings.at(-1)!;
  rows.push({
    what: `the same ${LANGUAGES.length} languages one after another`,
    value: median(separate.seconds),
    unit: "s",
    note: `${medianRatio(separate[clock], timings[sizes.length - 1]![clock]).toFixed(2)} times the pass over all of them at once`,
    samples: separate.seconds,
    cpuSeconds: separate.cpuSeconds,
  });
  await saveReport(
    "deactivation",
    {
      question: "What does a deactivation matrix cost, and how does it grow with languages?",
      how: `The sample model's q4 file, ${nWindows} windows of ${seqLen} tokens a language, ${GOLDEN_MASK.flat().length} neurons a mask, ${ROUNDS} rounds in which all take turns. n languages take 1 + 2 n passes over n texts.`,
      rows,
      goals: [
        {
          goal: `a pass with neurons at zero takes no longer than one without, within ${100 * TOLERANCE} %`,
          met: Math.max(...perPass) <= 1 + TOLERANCE,
          found: perPass.map((ratio) => `${(100 * (ratio - 1)).toFixed(1)} %`).join(", "),
        },
      ],
    },
    gpu,
  );
  release();
  gpu.device.destroy();
});
