import type { CorpusFile } from "../corpus/corpus";
import type { TextPart } from "../worker/textProtocol";
import { SAMPLE_LANGUAGES } from "./sampleLanguages";

const FOLDER = { sample: "udhr", "sample-interface": "interface" } as const;

const SAMPLE_TASKS = ["cloze.cym_Latn.jsonl", "cloze.eng_Latn.jsonl", "translation.csv"];

const absolute = (path: string): string => new URL(`${import.meta.env.BASE_URL}${path}`, self.location.href).href;

/** Languages with sample text to fine-tune on. */
export const FINETUNE_LANGUAGES = "afr_Latn cym_Latn est_Latn isl_Latn lit_Latn mkd_Cyrl npi_Deva slv_Latn".split(" ");

export const SAMPLE_MODEL = { kind: "url", url: absolute("models/babel-7m/"), dtypes: ["q4", "f16"] } as const;

async function sampleFile(path: string, signal: AbortSignal): Promise<CorpusFile> {
  const url = absolute(`corpora/${path}`);
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: is the sample corpus on this server?`);
  return { name: path.slice(path.lastIndexOf("/") + 1), blob: await response.blob() };
}

/** The sample corpus: the Universal Declaration of Human Rights, or a browser's interface, in sixteen languages. */
export function sampleCorpus(which: keyof typeof FOLDER, signal: AbortSignal): Promise<CorpusFile[]> {
  return Promise.all(SAMPLE_LANGUAGES.map((language) => sampleFile(`${FOLDER[which]}/${language}.txt`, signal)));
}

/** Sample text of one language to train on; to validate with, of all that have some. */
export function sampleFinetuneText(part: TextPart, language: string, signal: AbortSignal): Promise<CorpusFile[]> {
  if (!FINETUNE_LANGUAGES.includes(language)) {
    throw new RangeError(
      `there is no sample text to tune ${language} on: there is of ${FINETUNE_LANGUAGES.join(", ")}`,
    );
  }
  const names = part === "train" ? [`${language}.train.txt`] : FINETUNE_LANGUAGES.map((one) => `${one}.valid.txt`);
  return Promise.all(names.map((name) => sampleFile(`finetune/${name}`, signal)));
}

/** Tasks made from the sample corpus (scripts/makeSampleTasks.mjs). */
export function sampleTasks(signal: AbortSignal): Promise<CorpusFile[]> {
  return Promise.all(SAMPLE_TASKS.map((name) => sampleFile(`tasks/${name}`, signal)));
}
