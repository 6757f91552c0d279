import type { CorpusFile } from "../corpus/corpus";

const LANGUAGES =
  "afr_Latn cym_Latn deu_Latn eng_Latn est_Latn eus_Latn fra_Latn isl_Latn lit_Latn mkd_Cyrl npi_Deva rus_Cyrl slk_Latn slv_Latn spa_Latn tur_Latn".split(
    " ",
  );
const FOLDER = { sample: "udhr", "sample-interface": "interface" } as const;

const absolute = (path: string): string => new URL(`${import.meta.env.BASE_URL}${path}`, self.location.href).href;

export const SAMPLE_MODEL = { kind: "url", url: absolute("models/babel-7m/"), dtypes: ["q4"] } as const;

/** The sample corpus: the Universal Declaration of Human Rights, or a browser's interface, in sixteen languages. */
export async function sampleCorpus(which: keyof typeof FOLDER, signal: AbortSignal): Promise<CorpusFile[]> {
  return Promise.all(
    LANGUAGES.map(async (language) => {
      const url = absolute(`corpora/${FOLDER[which]}/${language}.txt`);
      const response = await fetch(url, { signal });
      if (!response.ok) throw new Error(`${url} answered ${response.status}: is the sample corpus on this server?`);
      return { name: `${language}.txt`, blob: await response.blob() };
    }),
  );
}
