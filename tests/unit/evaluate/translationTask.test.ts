import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PartStore } from "../../../src/evaluate/partStore";
import { scoreTranslations } from "../../../src/evaluate/scoreTranslations";
import { translationExamples, translationTask } from "../../../src/evaluate/translationTask";

const ENGLISH = ["The cat sleeps.", "It rains today.", "Bread is dear.", "We walk home."];
const WELSH = ["Mae'r gath yn cysgu.", "Mae'n bwrw glaw heddiw.", "Mae bara yn ddrud.", "Rydym yn cerdded adref."];
const FILES = [
  { name: "flores/devtest/eng_Latn.devtest", text: `${ENGLISH.join("\n")}\n` },
  { name: "flores/devtest/cym_Latn.devtest", text: `${WELSH.join("\n")}\n` },
];
const PAIR = { source: "eng_Latn", target: "cym_Latn", fewShot: 0, seed: 1 };
const PROMPT = (sentence: string): string => `Translate this sentence into Welsh: ${sentence} Translation:`;

/** Knows the translations by heart. */
const fluent = (prompt: string): string => {
  const at = ENGLISH.findIndex((sentence) => prompt.endsWith(PROMPT(sentence)));
  return WELSH[at] ?? "dim syniad";
};
const answers = (translate: (prompt: string) => string) => ({
  generate: async (prompt: string) => ({ text: translate(prompt), cut: false }),
});

function mapStore(): PartStore & { readonly saved: Map<string, unknown> } {
  const saved = new Map<string, unknown>();
  return {
    saved,
    load: async (name) => saved.get(name),
    save: async (name, value) => {
      saved.set(name, structuredClone(value));
    },
  };
}

describe("what the model is asked", () => {
  it("is the published prompt", () => {
    const { examples } = translationExamples(FILES, PAIR);
    expect(examples).toEqual(ENGLISH.map((text, i) => ({ id: `${i + 1}`, prompt: PROMPT(text), expected: WELSH[i] })));
    const back = translationExamples(FILES, { ...PAIR, source: "cym_Latn", target: "eng_Latn", limit: 1 });
    expect(back.examples).toEqual([
      { id: "1", prompt: `Translate this sentence into English: ${WELSH[0]} Translation:`, expected: ENGLISH[0] },
    ]);
  });

  it("names languages as the published script does", () => {
    const chinese = { name: "devtest/zho_Hans.devtest", text: "猫\n雨\n面包\n家\n" };
    const [first] = translationExamples([FILES[0]!, chinese], { ...PAIR, target: "zho_Hans" }).examples;
    expect(first?.prompt).toBe("Translate this sentence into Chinese: The cat sleeps. Translation:");
  });

  it("shows solved examples of the seed, never its own", () => {
    const of = (seed: number): string[] =>
      translationExamples(FILES, { ...PAIR, fewShot: 2, seed }).examples.map(({ prompt }) => prompt);
    for (const [i, prompt] of of(5).entries()) {
      const parts = prompt.split("\n\n");
      expect(parts).toHaveLength(3);
      expect(parts[2]).toBe(PROMPT(ENGLISH[i]!));
      for (const shown of parts.slice(0, 2)) {
        const at = WELSH.findIndex((translation) => shown.endsWith(` Translation: ${translation}`));
        expect(shown).toBe(`${PROMPT(ENGLISH[at]!)} ${WELSH[at]}`);
        expect(at).not.toBe(i);
      }
      expect(parts[0]).not.toBe(parts[1]);
    }
    expect(of(5)).toEqual(of(5));
    expect(new Set([1, 2, 3, 4].map((seed) => of(seed).join())).size).toBeGreaterThan(1);
  });

  it("draws the examples of another part where there is one", () => {
    const dev = [
      { name: "dev/eng_Latn.dev", text: "Good day.\n" },
      { name: "dev/cym_Latn.dev", text: "Dydd da.\n" },
    ];
    const { examples } = translationExamples([...dev, ...FILES], { ...PAIR, fewShot: 1 });
    expect(examples).toHaveLength(4);
    for (const { prompt } of examples) expect(prompt.startsWith(`${PROMPT("Good day.")} Dydd da.\n\n`)).toBe(true);
  });

  it("refuses what there is not", () => {
    expect(() => translationExamples(FILES, { ...PAIR, target: "fra_Latn" })).toThrow(
      "the files do not hold both eng_Latn and fra_Latn: there are eng_Latn (devtest), cym_Latn (devtest)",
    );
    expect(() => translationExamples(FILES, { ...PAIR, target: "eng_Latn" })).toThrow("from eng_Latn to itself");
    expect(() => translationExamples(FILES, { ...PAIR, fewShot: 4 })).toThrow("there are 3 to draw from");
    expect(() => translationExamples(FILES, { ...PAIR, limit: 0 })).toThrow("limit is 0");
    const unknown = { ...PAIR, bleuTokenizer: "spm" as "13a" };
    expect(() => translationExamples(FILES, unknown)).toThrow('bleuTokenizer is "spm": it takes 13a, intl, char');
    expect(() => translationExamples(FILES, { ...PAIR, split: "dev" })).toThrow('in the part "dev"');
  });
});

describe("a translation task", () => {
  it("scores 100 where every sentence is the reference, in first lines only", async () => {
    const result = await translationTask(
      FILES,
      { ...PAIR, resamples: 40 },
      answers((prompt) => ` ${fluent(prompt)} \nTranslate this`),
    );
    expect(result.resamples).toBe(40);
    expect(result).toMatchObject({ task: "translation_eng_Latn-cym_Latn", language: "cym_Latn", skipped: [], cut: 0 });
    expect(result.metrics.map(({ name }) => name)).toEqual([
      "bleu",
      "sentence_bleu",
      "chrf",
      "sentence_chrf",
      "chrf++",
      "sentence_chrf++",
    ]);
    for (const { value, interval } of result.metrics) {
      for (const score of [value, interval.low, interval.high]) expect(score).toBeCloseTo(100, 9);
    }
    expect(result.examples[1]).toMatchObject({ id: "2", output: WELSH[1], answer: WELSH[1], expected: WELSH[1] });
  });

  it("goes on behind what was translated before, and stops where it is told to", async () => {
    const parts = mapStore();
    const stop = new AbortController();
    const asked: string[] = [];
    const generate = async (prompt: string) => {
      asked.push(prompt);
      if (asked.length === 2) stop.abort();
      return { text: fluent(prompt), cut: asked.length === 1 };
    };
    await expect(translationTask(FILES, PAIR, { generate, parts, signal: stop.signal })).rejects.toThrow("abort");
    const done: number[] = [];
    const result = await translationTask(FILES, PAIR, { generate, parts, onProgress: (n) => done.push(n) });
    expect(asked).toEqual(ENGLISH.map(PROMPT));
    expect(done).toEqual([0, 1, 2, 3, 4]);
    expect(result.cut).toBe(1);
    expect(result.metrics[0]!.value).toBeCloseTo(100, 9);
  });

  it("has nothing to say of files without one pair", async () => {
    const empty = FILES.map(({ name }) => ({ name, text: "\n\n" }));
    await expect(translationTask(empty, PAIR, answers(fluent))).rejects.toThrow(
      "no sentence has a translation from eng_Latn to cym_Latn: 2 rows were left out",
    );
  });
});

describe("scores of translations", () => {
  interface Golden {
    readonly hypotheses: readonly string[];
    readonly references: readonly string[];
    readonly metrics: Readonly<Record<string, { corpus: number; sentences?: readonly number[] }>>;
  }
  const golden = JSON.parse(
    readFileSync(new URL("../../fixtures/metrics/metrics.json", import.meta.url), "utf8"),
  ) as Golden[];

  it("are sacreBLEU's of the corpus, and the means of its sentence scores, inside their intervals", () => {
    for (const { hypotheses, references, metrics } of golden) {
      const examples = references.map((expected, i) => ({ id: `${i}`, prompt: "", expected }));
      const scored = scoreTranslations(examples, hypotheses, { seed: 3, resamples: 200 });
      const value = (name: string): number => scored.metrics.find((metric) => metric.name === name)!.value;
      const mean = (scores: readonly number[]): number => scores.reduce((sum, one) => sum + one, 0) / scores.length;
      for (const name of ["bleu", "chrf"]) {
        expect(value(name)).toBeCloseTo(metrics[name]!.corpus, 6);
        expect(value(`sentence_${name}`)).toBeCloseTo(mean(metrics[name]!.sentences!), 6);
        expect(scored.examples.map(({ scores }) => scores[`sentence_${name}`]!.toFixed(6))).toEqual(
          metrics[name]!.sentences!.map((score) => score.toFixed(6)),
        );
      }
      for (const { value: score, interval } of scored.metrics) {
        expect(interval.low).toBeLessThan(score);
        expect(interval.high).toBeGreaterThan(score);
        expect(interval.high - interval.low).toBeLessThan(60);
      }
    }
  });

  it("of any outputs hold no number that JSON cannot", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 5 }), (pairs) => {
        const examples = pairs.map(([expected], i) => ({ id: `${i}`, prompt: "", expected }));
        const outputs = pairs.map(([, output]) => output);
        const result = scoreTranslations(examples, outputs, { seed: 1, resamples: 10 });
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      { numRuns: 40 },
    );
  });
});
