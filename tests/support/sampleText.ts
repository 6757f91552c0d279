import type { Corpus, LanguageTokens } from "../../src/corpus/corpus";
import { importCorpus } from "../../src/corpus/importCorpus";
import { loadTokenizer, type TextTokenizer } from "../../src/corpus/loadTokenizer";
import { tokenizeLanguage } from "../../src/corpus/tokenizeCorpus";
import { fetchSample } from "./sampleModel";

/** Of the sample corpus, in the order of the goldens. */
export const SAMPLE_LANGUAGES: readonly string[] = [
  ...["afr_Latn", "cym_Latn", "deu_Latn", "eng_Latn", "est_Latn", "eus_Latn", "fra_Latn", "isl_Latn"],
  ...["lit_Latn", "mkd_Cyrl", "npi_Deva", "rus_Cyrl", "slk_Latn", "slv_Latn", "spa_Latn", "tur_Latn"],
];

const hooks = () => ({ signal: new AbortController().signal });

/** Texts of the sample corpus, from the page's server, in a browser. */
export async function sampleCorpus(languages = SAMPLE_LANGUAGES): Promise<Corpus> {
  const files = await Promise.all(
    languages.map(async (language) => {
      const name = `${language}.txt`;
      return { name, blob: await (await fetch(`/corpora/udhr/${name}`)).blob() };
    }),
  );
  return importCorpus(files, {}, hooks());
}

/** The sample model's tokenizer. */
export async function sampleTokenizer(): Promise<TextTokenizer> {
  const text = async (path: string) => (await fetchSample(path)).text();
  return loadTokenizer(await text("tokenizer.json"), await text("tokenizer_config.json"));
}

/** The sample model's tokens of each language of the sample corpus, in their order. */
export async function sampleTokens(): Promise<LanguageTokens[]> {
  const tokenizer = await sampleTokenizer();
  const { languages } = await sampleCorpus();
  const tokens: LanguageTokens[] = [];
  for (const text of languages) tokens.push(await tokenizeLanguage(text, tokenizer, hooks()));
  return tokens;
}
