import { expect, test } from "vitest";
import type { LanguageText } from "../src/corpus/corpus";
import { importCorpus } from "../src/corpus/importCorpus";
import { tokenizeLanguage } from "../src/corpus/tokenizeCorpus";
import { sampleTokenizer } from "../tests/support/sampleText";
import type { BenchRow } from "./benchReport";
import { saveReport } from "./browserReport";
import { median, takeTurns } from "./measure";

const MB = 1e6;
const FILE_MB = 50;
const ROUNDS = 3;
/** Real text, three scripts, 0.4 MB each. */
const LANGUAGES = ["afr_Latn", "mkd_Cyrl", "npi_Deva"];

const signal = new AbortController().signal;
const readText = async (language: string) => (await fetch(`/corpora/finetune/${language}.train.txt`)).blob();

/** A JSON Lines file of about so many MB: the lines of a text again and again, each with its number. */
async function madeJsonl(megabytes: number): Promise<{ blob: Blob; nLines: number }> {
  const lines = (await (await readText("afr_Latn")).text()).split("\n").filter((line) => line !== "");
  const parts: string[] = [];
  let nLines = 0;
  for (let bytes = 0; bytes < megabytes * MB; nLines++) {
    const json = `${JSON.stringify({ id: nLines, text: `${nLines} ${lines[nLines % lines.length]}` })}\n`;
    parts.push(json);
    bytes += json.length;
  }
  return { blob: new Blob(parts), nLines };
}

async function importRow(): Promise<BenchRow> {
  const { blob, nLines } = await madeJsonl(FILE_MB);
  const work = async () => {
    const { languages, issues } = await importCorpus([{ name: "afr_Latn.jsonl", blob }], {}, { signal });
    expect([issues.length, languages[0]!.documents.length]).toEqual([0, nLines]);
  };
  const [timing] = await takeTurns([work], ROUNDS);
  const samples = timing!.seconds.map((s) => blob.size / MB / s);
  return {
    what: `JSON Lines, ${FILE_MB} MB, ${nLines} documents`,
    value: median(samples),
    unit: "MB/s",
    note: "read, parsed, checked, hashed, duplicates counted",
    samples,
  };
}

async function tokenizeRows(): Promise<BenchRow[]> {
  const files = await Promise.all(LANGUAGES.map(async (name) => ({ name: `${name}.txt`, blob: await readText(name) })));
  const { languages } = await importCorpus(files, {}, { signal });
  // A tokenizer remembers words: a new one each time, as for a corpus that is read for the first time.
  const tokenize = async (text: LanguageText) => tokenizeLanguage(text, await sampleTokenizer(), { signal });
  const rows: BenchRow[] = [];
  for (const text of languages) {
    const { ids } = await tokenize(text);
    const bytes = files.find(({ name }) => name.startsWith(text.language))!.blob.size;
    const [timing] = await takeTurns([() => tokenize(text)], ROUNDS);
    const samples = timing!.seconds.map((s) => ids.length / s);
    const note = `${ids.length} tokens of ${(bytes / MB).toFixed(2)} MB, the tokenizer's start included`;
    rows.push({ what: `tokens of ${text.language}`, value: median(samples), unit: "tokens/s", note, samples });
  }
  return rows;
}

test("how fast does text become tokens?", async () => {
  await saveReport(
    "import",
    {
      question: "How fast does text become tokens?",
      how: `A made JSON Lines file of ${FILE_MB} MB is imported; real text of the sample corpora is tokenized. ${ROUNDS} rounds after one that warms up, on one thread.`,
      rows: [await importRow(), ...(await tokenizeRows())],
      goals: [],
    },
    null,
  );
});
