import type { LanguageTokens, TokenBatch } from "../../src/corpus/corpus";
import { importCorpus } from "../../src/corpus/importCorpus";
import { packWindows } from "../../src/corpus/packWindows";
import { tokenizeLanguage } from "../../src/corpus/tokenizeCorpus";
import { range, takeWindows } from "../../src/worker/takeWindows";
import { sampleTokenizer } from "../../tests/support/sampleText";

/** The languages of the sample corpus. */
export const LANGUAGES = [
  "afr_Latn",
  "cym_Latn",
  "deu_Latn",
  "eng_Latn",
  "est_Latn",
  "eus_Latn",
  "fra_Latn",
  "isl_Latn",
  "lit_Latn",
  "mkd_Cyrl",
  "npi_Deva",
  "rus_Cyrl",
  "slk_Latn",
  "slv_Latn",
  "spa_Latn",
  "tur_Latn",
] as const;

export type Language = (typeof LANGUAGES)[number];

/** The tokens of one file of the sample corpora, `udhr/cym_Latn.txt`. */
async function tokensOf(path: string, language: Language): Promise<LanguageTokens> {
  const response = await fetch(`/corpora/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const { signal } = new AbortController();
  const corpus = await importCorpus([{ name: `${language}.txt`, blob: await response.blob() }], {}, { signal });
  return tokenizeLanguage(corpus.languages[0]!, await sampleTokenizer(), { signal });
}

/** Windows of one file, packed as for the scan; the first `most` of them. */
export async function windowsOf(
  path: string,
  language: Language,
  { seqLen, most = Infinity }: { readonly seqLen: number; readonly most?: number },
): Promise<TokenBatch> {
  const all = packWindows(await tokensOf(path, language), { seqLen, seed: 1 }, 0);
  return takeWindows(all, range(0, Math.min(all.nWindows, most)));
}
