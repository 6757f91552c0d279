import { describe, expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import type { FinetuneConfig } from "../../../src/train/finetuneConfig";
import { finetuneWindows, heldOutWindows } from "../../../src/worker/finetuneWindows";
import { takeWindows } from "../../../src/worker/takeWindows";

/** A language whose tokens are 0, 1, 2, ...; documents of `perDocument` tokens. */
function counting(language: string, nTokens: number, perDocument = nTokens): LanguageTokens {
  const ids = Int32Array.from({ length: nTokens }, (_, i) => i);
  const documentStart = Uint32Array.from({ length: Math.ceil(nTokens / perDocument) + 1 }, (_, d) =>
    Math.min(d * perDocument, nTokens),
  );
  return { language, ids, documentStart, issues: [] };
}

const config = { seqLen: 4, seed: 1, shuffle: true, lossOnPadding: false } as FinetuneConfig;
const firsts = ({ ids, nWindows }: { ids: Int32Array; nWindows: number }) =>
  Array.from({ length: nWindows }, (_, w) => ids[w * 4]! / 4);

describe("held-out windows", () => {
  test("a twentieth, but one at least, no more than asked for, and never all", () => {
    expect(heldOutWindows(200, 100, config)).toHaveLength(10);
    expect(heldOutWindows(200, 3, config)).toHaveLength(3);
    expect(heldOutWindows(2, 16, config)).toHaveLength(1);
    expect(heldOutWindows(1, 16, config)).toEqual([]);
  });

  test("depend on the seed alone, and are the last where the text keeps its order", () => {
    const drawn = heldOutWindows(1000, 50, config);
    expect(heldOutWindows(1000, 50, config)).toEqual(drawn);
    expect(heldOutWindows(1000, 50, { ...config, seed: 2 })).not.toEqual(drawn);
    expect(new Set(drawn).size).toBe(50);
    expect(drawn.every((w) => w >= 0 && w < 1000)).toBe(true);
    // Drawn from all of the text: fifty numbers below 1000 have a mean near 500 (standard error 41).
    expect(Math.abs(drawn.reduce((a, b) => a + b, 0) / 50 - 500)).toBeLessThan(165);
    expect(heldOutWindows(100, 50, { ...config, shuffle: false })).toEqual([95, 96, 97, 98, 99]);
  });
});

describe("windows of a run", () => {
  test("without text to validate with, training and validation share out all windows", () => {
    const { train, validation } = finetuneWindows(
      { train: counting("cym_Latn", 4 * 40 + 3), target: null, watched: [] },
      config,
      16,
      0,
    );
    expect(validation).toMatchObject([{ language: "cym_Latn", windows: 2, tokens: 8, from: "held out" }]);
    expect([...firsts(train), ...firsts(validation[0]!.batch)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, w) => w),
    );
  });

  test("of less text the first windows are trained on, a part of those of more, and the same are held out", () => {
    const tokens = { train: counting("cym_Latn", 400), target: null, watched: [] };
    const whole = finetuneWindows(tokens, config, 16, 0);
    const less = [1, 7, 30].map((most) => finetuneWindows(tokens, config, 16, 0, most));
    for (const [i, most] of [1, 7, 30].entries()) {
      expect(firsts(less[i]!.train)).toEqual(firsts(whole.train).slice(0, most));
      expect(firsts(less[i]!.validation[0]!.batch)).toEqual(firsts(whole.validation[0]!.batch));
    }
    expect(firsts(finetuneWindows(tokens, config, 16, 0, 1000).train)).toEqual(firsts(whole.train));
    const given = finetuneWindows({ ...tokens, target: counting("cym_Latn", 40) }, config, 16, 0, 3);
    expect(firsts(given.train)).toEqual([0, 1, 2]);
    expect(given.train.nTokens).toBe(12);
  });

  test("in file order the first windows stay where they are", () => {
    const tokens = { train: counting("cym_Latn", 400), target: null, watched: [] };
    const { train } = finetuneWindows(tokens, { ...config, shuffle: false }, 16, 0);
    expect(firsts(train)).toEqual(Array.from({ length: 95 }, (_, w) => w));
  });

  test("with it, all training text is trained on; of each language the first windows validate", () => {
    const { train, validation } = finetuneWindows(
      {
        train: counting("cym_Latn", 40),
        target: counting("cym_Latn", 40),
        watched: [{ tokens: counting("eng_Latn", 9), from: "corpus" }],
      },
      config,
      3,
      0,
    );
    expect(train.nWindows).toBe(10);
    expect(validation.map(({ language, windows, from }) => [language, windows, from])).toEqual([
      ["cym_Latn", 3, "validation text"],
      ["eng_Latn", 2, "corpus"],
    ]);
    expect(firsts(validation[0]!.batch)).toEqual([0, 1, 2]);
  });

  test("where padding counts, a window is a piece of a document of half its length or more, padded", () => {
    const tokens = { train: counting("cym_Latn", 7, 3), target: null, watched: [] };
    const { train, validation } = finetuneWindows(tokens, { ...config, lossOnPadding: true, shuffle: false }, 1, 9);
    // Documents of 3, 3 and 1 tokens: the last is shorter than half a window, and the second is held out.
    expect([...train.ids]).toEqual([0, 1, 2, 9]);
    expect([...train.lengths]).toEqual([3]);
    expect([...validation[0]!.batch.ids]).toEqual([3, 4, 5, 9]);
  });

  test("where padding counts, validation text is joined as the script joins its sentences, however short they are", () => {
    const { train, validation } = finetuneWindows(
      {
        train: counting("cym_Latn", 12, 3),
        target: counting("cym_Latn", 12, 1),
        watched: [{ tokens: counting("eng_Latn", 9, 1), from: "corpus" }],
      },
      { ...config, lossOnPadding: true },
      16,
      9,
    );
    expect([train.nWindows, [...train.lengths]]).toEqual([4, [3, 3, 3, 3]]);
    expect(validation).toMatchObject([
      { language: "cym_Latn", windows: 3, tokens: 12, from: "validation text" },
      { language: "eng_Latn", windows: 2, tokens: 8, from: "corpus" },
    ]);
    expect([...validation[1]!.batch.ids]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("windows that are taken keep their tokens and their order", () => {
    const batch = finetuneWindows(
      { train: counting("a", 16), target: counting("a", 4), watched: [] },
      config,
      1,
      0,
    ).train;
    expect(firsts(takeWindows(batch, [2, 0]))).toEqual([2, 0]);
    expect(takeWindows(batch, [2, 0]).nTokens).toBe(8);
  });
});
