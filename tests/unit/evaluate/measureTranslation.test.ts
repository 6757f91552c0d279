import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BleuTokenizer } from "../../../src/evaluate/bleuTokenizers";
import { measureTask } from "../../../src/evaluate/tasks/measureTask";
import { recogniseTasks } from "../../../src/evaluate/tasks/recogniseTasks";
import type { Decoder } from "../../../src/transformer/decoder";

interface Golden {
  readonly language: string;
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
  readonly metrics: Readonly<Record<string, { corpus: number }>>;
}
/** Translations with their scores by sacreBLEU. */
const { hypotheses, references, metrics } = (
  JSON.parse(readFileSync(new URL("../../fixtures/metrics/metrics.json", import.meta.url), "utf8")) as Golden[]
).find(({ language }) => language === "cym_Latn")!;

const VOCABULARY = 2000;
const EOS = 0;
const FIRST = 1;
/** Tokens are words with the blank before them, numbered as they come. */
const words = ["</s>", "<s>"];
const encode = (text: string): number[] =>
  (text.match(/\s?\S+|\s/g) ?? []).map((word) => {
    if (!words.includes(word)) words.push(word);
    return words.indexOf(word);
  });
const tokenizer = {
  ...{ prefix: [FIRST], bosTokenId: FIRST, eosTokenId: EOS, encode },
  decode: (tokens: readonly number[]) => tokens.map((token) => (token > FIRST ? words[token] : "")).join(""),
};

const SOURCES = references.map((_, i) => `Sentence ${i} of them.`);
const prompts: string[] = [];

/** Has the translations by heart: begins a second line behind those with an even number, and ends the text behind the others. */
function beginText() {
  let says: number[] = [];
  let said = 0;
  return {
    async feed(ids: readonly number[]) {
      if (said === 0) {
        prompts.push(tokenizer.decode(ids));
        const at = SOURCES.findIndex((source) => prompts.at(-1)!.includes(source));
        says = [...encode(` ${hypotheses[at]}`), at % 2 === 0 ? encode("\n")[0]! : EOS];
      }
      const logits = new Float32Array(VOCABULARY);
      logits[says[said++]!] = 9;
      return logits;
    },
    destroy: () => undefined,
  };
}

const contextOf = () => ({
  ...{ decoder: { beginText } as unknown as Decoder, tokenizer, context: 1024, tokensAtOnce: 64, eosTokenIds: [EOS] },
  signal: new AbortController().signal,
});
const linesOf = (name: string, sentences: readonly string[]) => ({
  ...{ name, sha256: name, text: `${sentences.join("\n")}\n` },
});
const { sets } = recogniseTasks({
  files: [linesOf("devtest/eng_Latn.devtest", SOURCES), linesOf("devtest/cym_Latn.devtest", references)],
  issues: [],
});

test.each<BleuTokenizer>(["13a", "intl", "char"])(
  "what a model generates, from its logits on, is scored as sacreBLEU scores it, BLEU with words of %s",
  async (bleuTokenizer) => {
    prompts.length = 0;
    const config = { how: "generate", fewShot: 0, seed: 1, resamples: 50, bleuTokenizer } as const;
    const result = await measureTask(sets[0]!, config, contextOf());
    expect(prompts).toEqual(SOURCES.map((source) => `Translate this sentence into Welsh: ${source} Translation:`));
    expect(result.examples.map(({ output }) => output)).toEqual(hypotheses);
    expect(result).toMatchObject({ task: "translation_eng_Latn-cym_Latn", skipped: [], cut: 0 });
    const score = (name: string): number => result.metrics.find((metric) => metric.name === name)!.value;
    const bleu = bleuTokenizer === "13a" ? "bleu" : `bleu_${bleuTokenizer}`;
    expect(score("bleu")).toBeCloseTo(metrics[bleu]!.corpus, 6);
    expect(score("chrf")).toBeCloseTo(metrics.chrf!.corpus, 6);
    expect(score("chrf++")).toBeCloseTo(metrics["chrf++"]!.corpus, 6);
  },
);
