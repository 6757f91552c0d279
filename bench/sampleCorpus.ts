import type { Corpus, TokenBatch } from "../src/corpus/corpus";
import { importCorpus } from "../src/corpus/importCorpus";
import { loadTokenizer, type TextTokenizer } from "../src/corpus/loadTokenizer";
import { packWindows } from "../src/corpus/packWindows";
import { tokenizeLanguage } from "../src/corpus/tokenizeCorpus";
import { fetchSample } from "../tests/support/sampleModel";

const LANGUAGES = ["afr_Latn", "cym_Latn", "deu_Latn", "eng_Latn", "mkd_Cyrl", "npi_Deva"];

/** Texts of the sample corpus, some of its languages, in three scripts. */
export async function sampleCorpus(): Promise<Corpus> {
  const files = await Promise.all(
    LANGUAGES.map(async (language) => {
      const name = `${language}.txt`;
      return { name, blob: await (await fetch(`/corpora/udhr/${name}`)).blob() };
    }),
  );
  return importCorpus(files, {}, { signal: new AbortController().signal });
}

/** The sample model's tokenizer. */
export async function sampleTokenizer(): Promise<TextTokenizer> {
  const text = async (path: string) => (await fetchSample(path)).text();
  return loadTokenizer(await text("tokenizer.json"), await text("tokenizer_config.json"));
}

/** The first `nWindows` windows of `seqLen` tokens of one language of the sample corpus. */
export async function sampleBatch(nWindows: number, seqLen: number): Promise<TokenBatch> {
  const [text] = (await sampleCorpus()).languages;
  const tokens = await tokenizeLanguage(text!, await sampleTokenizer(), { signal: new AbortController().signal });
  const { ids, language } = packWindows(tokens, { seqLen, seed: 1 }, 0);
  if (ids.length < nWindows * seqLen) throw new RangeError(`${language} has fewer than ${nWindows} windows`);
  const lengths = new Uint32Array(nWindows).fill(seqLen);
  return { language, seqLen, nWindows, ids: ids.slice(0, nWindows * seqLen), lengths, nTokens: nWindows * seqLen };
}
