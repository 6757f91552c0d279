import { beforeAll, expect, test } from "vitest";
import { importCorpus } from "../../src/corpus/importCorpus";
import { tokenizeLanguage } from "../../src/corpus/tokenizeCorpus";
import { type AlignmentInput, align } from "../../src/evaluate/align";
import { parallelSentences } from "../../src/evaluate/parallelSentences";
import { memoryVectors, type VectorStore } from "../../src/evaluate/sentenceTokens";
import { requestDevice } from "../../src/gpu/device";
import golden from "../fixtures/align/alignment.json";
import tokens from "../fixtures/align/tokens.json";
import { alignmentTwin, type TwinSimilarity, toRows } from "../support/alignmentTwin";
import { goldenDeviation, goldenInput } from "../support/goldenAlign";
import { openGoldenModel } from "../support/goldenTraining";
import { sampleTokenizer } from "../support/sampleText";

const PIVOT = "eng_Latn";
const TOLERANCE = 1e-4;
const signal = new AbortController().signal;

/** The lines of the sample's files as the page reads them. */
async function readLines(languages: readonly string[]): Promise<AlignmentInput> {
  const files = await Promise.all(
    languages.map(async (language) => {
      const name = `${language}.txt`;
      return { name, blob: await (await fetch(`/corpora/interface/${name}`)).blob() };
    }),
  );
  const tokenizer = await sampleTokenizer();
  const corpus = await importCorpus(files, {}, { signal });
  const texts = languages.map((language) => corpus.languages.find((text) => text.language === language)!);
  const own = await Promise.all(texts.map((text) => tokenizeLanguage(text, tokenizer, { signal })));
  return parallelSentences(texts, own);
}

let input: AlignmentInput;
beforeAll(async () => {
  input = await readLines(Object.keys(tokens));
});

test("the files' lines have the golden tokens", () => {
  const { languages } = goldenInput(tokens);
  expect(input.missing).toEqual([]);
  for (const [k, { language, sentences }] of languages.entries()) {
    expect(input.languages[k]!.language).toBe(language);
    expect(input.languages[k]!.sentences).toEqual(sentences);
  }
});

/** Sentences whose nearest may be either of two, in any pair and layer of the golden. */
async function closeCalls(vectors: VectorStore, dModel: number): Promise<number> {
  const rowsOf = async (language: string, layer: number) => {
    const k = input.languages.findIndex((one) => one.language === language);
    return toRows((await vectors.load(k, layer))!, dModel);
  };
  const most = ({ closeForward, closeBackward }: TwinSimilarity) => Math.max(closeForward, closeBackward);
  let close = 0;
  for (const { language, layer } of golden) {
    const { raw, centred } = alignmentTwin(await rowsOf(PIVOT, layer), await rowsOf(language, layer));
    close = Math.max(close, most(raw), most(centred));
  }
  return close;
}

test("all lines of five languages have the golden measures in the sample model", async () => {
  const { device } = (await requestDevice())!;
  const { decoder } = await openGoldenModel(device);
  const vectors = memoryVectors();
  const config = { pivot: PIVOT, context: 512, resamples: 100, seed: 1 };
  const context = { decoder, tokensAtOnce: 512, signal, vectors, onProgress: () => {} };
  const { pairs, nSentences } = await align(input, config, context);
  const { dModel } = decoder.config;
  device.destroy();
  const deviation = goldenDeviation(pairs, golden, nSentences);
  const close = await closeCalls(vectors, dModel);
  console.log(`deviations from the golden alignment: ${JSON.stringify(deviation)}, close calls: ${close}`);
  expect(deviation.cosine).toBeLessThan(TOLERANCE);
  expect(deviation.cka).toBeLessThan(TOLERANCE);
  expect(deviation.distance).toBeLessThan(TOLERANCE);
  expect(deviation.sentences).toBeLessThanOrEqual(close);
});
