import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LanguageTokens, TokenBatch } from "../../../src/corpus/corpus";
import { fitWindows, packWindows } from "../../../src/corpus/packWindows";

const PAD = 0;

/** Tokens of documents given as lists of ids. */
function tokensOf(documents: readonly (readonly number[])[], language = "mlt_Latn"): LanguageTokens {
  let end = 0;
  const ends = documents.map(({ length }) => {
    end += length;
    return end;
  });
  return {
    language,
    ids: Int32Array.from(documents.flat()),
    documentStart: Uint32Array.from([0, ...ends]),
    issues: [],
  };
}

/** The windows as lists, and what is behind their tokens. */
const windowsOf = ({ ids, lengths, nWindows, seqLen }: TokenBatch): { tokens: number[]; padding: number[] }[] =>
  Array.from({ length: nWindows }, (_, w) => {
    const window = [...ids.subarray(w * seqLen, (w + 1) * seqLen)];
    return { tokens: window.slice(0, lengths[w]), padding: window.slice(lengths[w]) };
  });
const tokensIn = (batch: TokenBatch): number[][] => windowsOf(batch).map(({ tokens }) => tokens);

const documents = fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 12 }), { maxLength: 12 });
const counted = Array.from({ length: 1000 }, (_, i) => i + 1);

test("documents are concatenated in order without separators, cut into windows, the tail dropped", () => {
  const batch = packWindows(tokensOf([[1, 2, 3], [4], [], [5, 6, 7, 8]]), { seqLen: 3, seed: 1 }, PAD);
  expect(tokensIn(batch)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(batch).toMatchObject({ language: "mlt_Latn", seqLen: 3, nWindows: 2, nTokens: 6 });
  expect(batch.ids).toHaveLength(6);
});

test("every token but the tail is in exactly one window, in order", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 9 }), (parts, seqLen) => {
      const all = parts.flat();
      fc.pre(all.length >= seqLen);
      const batch = packWindows(tokensOf(parts), { seqLen, seed: 1 }, PAD);
      expect(tokensIn(batch).flat()).toEqual(all.slice(0, all.length - (all.length % seqLen)));
      expect(batch.nTokens).toBe(batch.nWindows * seqLen);
      expect([...batch.lengths].every((length) => length === seqLen)).toBe(true);
    }),
  );
});

test("a BOS token before each window takes one of its places and is counted", () => {
  const batch = packWindows(tokensOf([[1, 2, 3, 4, 5]]), { seqLen: 3, bosTokenId: 99, seed: 1 }, PAD);
  expect(tokensIn(batch)).toEqual([
    [99, 1, 2],
    [99, 3, 4],
  ]);
  expect(batch.nTokens).toBe(6);
});

test("one document a window: cut where it is longer, padded where it is shorter, left out where it is empty", () => {
  const parts = [[1, 2, 3, 4, 5], [], [6], [7, 8, 9]];
  const batch = packWindows(tokensOf(parts), { seqLen: 3, oneDocumentAWindow: true, seed: 1 }, 42);
  expect(windowsOf(batch)).toEqual([
    { tokens: [1, 2, 3], padding: [] },
    { tokens: [6], padding: [42, 42] },
    { tokens: [7, 8, 9], padding: [] },
  ]);
  expect(batch.nTokens).toBe(7);
  const withBos = packWindows(tokensOf(parts), { seqLen: 3, bosTokenId: 99, oneDocumentAWindow: true, seed: 1 }, 42);
  expect(windowsOf(withBos)).toEqual([
    { tokens: [99, 1, 2], padding: [] },
    { tokens: [99, 6], padding: [42] },
    { tokens: [99, 7, 8], padding: [] },
  ]);
  expect(withBos.nTokens).toBe(8);
});

test("a budget draws whole windows without replacement, in file order, the same for the same seed", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 20, max: 1200 }),
      (seed, seqLen, budget) => {
        const pack = () => packWindows(tokensOf([counted]), { seqLen, seed, tokensPerLanguage: budget }, PAD);
        const windows = tokensIn(pack());
        expect(windows.length).toBe(Math.min(Math.floor(budget / seqLen), Math.floor(1000 / seqLen)));
        const starts = windows.map(([first]) => first! - 1);
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        for (const [i, start] of starts.entries()) {
          expect(start % seqLen).toBe(0);
          expect(windows[i]).toEqual(counted.slice(start, start + seqLen));
        }
        expect(tokensIn(pack())).toEqual(windows);
      },
    ),
  );
});

test("a larger budget draws the same windows and more", () => {
  const draw = (budget: number) =>
    tokensIn(packWindows(tokensOf([counted]), { seqLen: 10, seed: 3, tokensPerLanguage: budget }, PAD)).map(String);
  const few = draw(200);
  expect(few).toHaveLength(20);
  expect(draw(500)).toEqual(expect.arrayContaining(few));
});

test("seeds and languages draw different windows, each drawn as often as the others", () => {
  const draw = (seed: number, language: string) =>
    tokensIn(packWindows(tokensOf([counted], language), { seqLen: 10, seed, tokensPerLanguage: 100 }, PAD)).map(
      ([first]) => (first! - 1) / 10,
    );
  expect(draw(1, "mlt_Latn")).not.toEqual(draw(2, "mlt_Latn"));
  expect(draw(1, "mlt_Latn")).not.toEqual(draw(1, "isl_Latn"));
  const times = new Float64Array(100);
  for (let seed = 0; seed < 1000; seed++) for (const w of draw(seed, "mlt_Latn")) times[w]!++;
  // 100 expected each, binomial with p = 0.1: five standard deviations.
  for (const [w, count] of times.entries())
    expect(Math.abs(count - 100), `window ${w}`).toBeLessThan(5 * Math.sqrt(90));
});

test("a budget of documents takes what they count, not what they pad", () => {
  const parts = Array.from({ length: 50 }, (_, i) => counted.slice(0, 1 + (i % 5)));
  const batch = packWindows(
    tokensOf(parts),
    { seqLen: 8, oneDocumentAWindow: true, tokensPerLanguage: 40, seed: 5 },
    PAD,
  );
  expect(batch.nTokens).toBeLessThanOrEqual(40);
  expect(batch.nTokens).toBeGreaterThan(40 - 5);
  expect(batch.nTokens).toBe(tokensIn(batch).flat().length);
});

test("a budget beyond the text takes all of it", () => {
  const config = { seqLen: 7, seed: 1 };
  const all = packWindows(tokensOf([counted]), config, PAD);
  expect(packWindows(tokensOf([counted]), { ...config, tokensPerLanguage: 1e9 }, PAD)).toEqual(all);
});

test("text that fills no window is refused with the language and the numbers", () => {
  expect(() => packWindows(tokensOf([[1, 2, 3]]), { seqLen: 512, seed: 1 }, PAD)).toThrow(
    "mlt_Latn has 3 tokens, fewer than the 512 of one window: add text or choose shorter windows",
  );
  expect(() => packWindows(tokensOf([[]]), { seqLen: 4, oneDocumentAWindow: true, seed: 1 }, PAD)).toThrow(
    "mlt_Latn has no document with tokens: add text",
  );
});

test("what no window holds is counted, whatever is drawn of the rest", () => {
  const tokens = tokensOf([[1, 2, 3, 4, 5], [], [6], [7, 8]]);
  expect(fitWindows(tokens, { seqLen: 3, seed: 1 })).toEqual({ tailTokens: 2, problem: null });
  expect(fitWindows(tokens, { seqLen: 4, seed: 1, tokensPerLanguage: 4 })).toEqual({ tailTokens: 0, problem: null });
  // Three tokens behind a BOS: 1 2 3, 4 5 6, and 7 8 are left.
  expect(fitWindows(tokens, { seqLen: 4, bosTokenId: 99, seed: 1 })).toEqual({ tailTokens: 2, problem: null });
  const documents = { seqLen: 3, oneDocumentAWindow: true, seed: 1 };
  expect(fitWindows(tokens, documents)).toEqual({ tailTokens: 2, problem: null });
  expect(fitWindows(tokensOf([[1, 2, 3]]), { seqLen: 4, seed: 1 })).toMatchObject({
    tailTokens: 3,
    problem: expect.stringContaining("mlt_Latn has 3 tokens, fewer than the 4 of one window"),
  });
  expect(() => fitWindows(tokens, { seqLen: 0, seed: 1 })).toThrow("a window must have at least 1 tokens");
});

test.each([
  [{ seqLen: 0, seed: 1 }, "a window must have at least 1 tokens, not 0"],
  [{ seqLen: 2.5, seed: 1 }, "a window must have at least 1 tokens, not 2.5"],
  [{ seqLen: 1, bosTokenId: 1, seed: 1 }, "a window must have at least 2 tokens, not 1"],
  [
    { seqLen: 512, tokensPerLanguage: 100, seed: 1 },
    "a budget of 100 tokens a language is less than one window of 512: raise it or choose shorter windows",
  ],
  [{ seqLen: 5, tokensPerLanguage: Number.NaN, seed: 1 }, "a budget of NaN tokens"],
  [{ seqLen: 5, tokensPerLanguage: 10, seed: 1.5 }, "a seed must be a safe integer, not 1.5"],
])("%j is refused", (config, message) => {
  expect(() => packWindows(tokensOf([counted]), config, PAD)).toThrow(message);
});

test("the golden tokens make the windows that the golden counts were made of", () => {
  const path = join(import.meta.dirname, "../../fixtures/corpus/udhrTokens.json");
  const golden = JSON.parse(readFileSync(path, "utf8")) as Record<string, number[]>;
  const batch = packWindows(tokensOf([golden.eng_Latn!], "eng_Latn"), { seqLen: 256, seed: 0 }, PAD);
  expect(batch.nWindows).toBe(10);
  expect([...batch.ids]).toEqual(golden.eng_Latn!.slice(0, 2560));
});
