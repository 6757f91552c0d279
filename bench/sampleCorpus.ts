import type { TokenBatch } from "../src/corpus/corpus";
import { packWindows } from "../src/corpus/packWindows";
import { tokenizeLanguage } from "../src/corpus/tokenizeCorpus";
import { sampleCorpus, sampleTokenizer } from "../tests/support/sampleText";

/** Languages of the sample corpus in three scripts. */
const LANGUAGES = ["afr_Latn", "cym_Latn", "deu_Latn", "eng_Latn", "mkd_Cyrl", "npi_Deva"];

/** The first `nWindows` windows of `seqLen` tokens of one language of the sample corpus. */
export async function sampleBatch(nWindows: number, seqLen: number): Promise<TokenBatch> {
  const [text] = (await sampleCorpus(LANGUAGES)).languages;
  const tokens = await tokenizeLanguage(text!, await sampleTokenizer(), { signal: new AbortController().signal });
  const { ids, language } = packWindows(tokens, { seqLen, seed: 1 }, 0);
  if (ids.length < nWindows * seqLen) throw new RangeError(`${language} has fewer than ${nWindows} windows`);
  const lengths = new Uint32Array(nWindows).fill(seqLen);
  return { language, seqLen, nWindows, ids: ids.slice(0, nWindows * seqLen), lengths, nTokens: nWindows * seqLen };
}
