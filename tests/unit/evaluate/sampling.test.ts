import { describe, expect, test, vi } from "vitest";
import {
  candidates,
  drawn,
  GREEDY,
  penalize,
  type SamplingConfig,
  samplingProblems,
  tokenChooser,
} from "../../../src/evaluate/sampling";
import { randn } from "../../support/numeric";

/** How many were taken in order of likelihood. */
const ranking = vi.hoisted(() => ({ taken: 0 }));

vi.mock(import("../../../src/evaluate/likeliest"), async (original) => {
  const real = await original();
  return {
    ...real,
    *likeliest(values) {
      for (const index of real.likeliest(values)) {
        ranking.taken++;
        yield index;
      }
    },
  };
});

const ALL = { temperature: 1, topK: 0, topP: 1 };
const LOGITS = [0.5, 2, -1, 1.5, 2];

const softmax = (logits: readonly number[], temperature = 1): number[] => {
  const weights = logits.map((logit) => Math.exp(logit / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** Tokens that may be drawn and their probabilities, most likely first, of equals the first. */
function ranked(logits: readonly number[] | Float32Array, changes: Partial<typeof ALL> = {}) {
  const { tokens, weights, total } = candidates(Float32Array.from(logits), { ...ALL, ...changes });
  const all = Array.from(tokens, (token, i) => ({ token, probability: weights[i]! / total }));
  return all.sort((a, b) => b.probability - a.probability || a.token - b.token);
}

const tokensOf = (changes: Partial<typeof ALL>) => ranked(LOGITS, changes).map(({ token }) => token);

describe("what may be drawn", () => {
  test.each([0.3, 1, 2.5])("are the softmax's probabilities at temperature %f", (temperature) => {
    const want = softmax(LOGITS, temperature);
    const got = ranked(LOGITS, { temperature });
    expect(got.map(({ token }) => token)).toEqual([1, 4, 3, 0, 2]);
    for (const { token, probability } of got) expect(probability).toBeCloseTo(want[token]!, 7);
  });

  test("are the k most likely, and those as likely as the last of them", () => {
    expect(tokensOf({ topK: 3 })).toEqual([1, 4, 3]);
    expect(tokensOf({ topK: 1 })).toEqual([1, 4]);
    expect(tokensOf({ topK: 9 })).toHaveLength(5);
  });

  test("are the fewest that together have the probability, at least one", () => {
    // 0.347, 0.347, 0.211, 0.078, 0.017
    expect(tokensOf({ topP: 1e-9 })).toEqual([1]);
    expect(tokensOf({ topP: 0.34 })).toEqual([1]);
    expect(tokensOf({ topP: 0.36 })).toEqual([1, 4]);
    expect(tokensOf({ topP: 0.69 })).toEqual([1, 4]);
    expect(tokensOf({ topP: 0.7 })).toEqual([1, 4, 3]);
    expect(tokensOf({ topP: 0.999 })).toHaveLength(5);
  });

  test("have probabilities that sum to 1; those of the nucleus are of what top-k left", () => {
    // Of the three most likely alone, the third has 0.233 and the first two 0.767.
    expect(ranked(LOGITS, { topK: 3, topP: 0.76 })).toEqual([
      { token: 1, probability: 0.5 },
      { token: 4, probability: 0.5 },
    ]);
  });

  test("leave out what has no probability", () => {
    expect(ranked([-Infinity, 1, -Infinity])).toEqual([{ token: 1, probability: 1 }]);
  });

  test.each([
    [0, 1, 0.7],
    [0, 0.9, 0.7],
    [0, 0.9, 30],
    [0, 0.9999999, 0.02],
    [0, 0.3, 0.7],
    [40, 1, 0.7],
    [40, 0.8, 0.7],
  ])("of 700 tokens, with top-k %i, top-p %f, temperature %f, are what sorting all of them leaves", (...config) => {
    const [topK, topP, temperature] = config;
    const logits = randn(5, 700).map((value) => 2 * value);
    const places = Array.from(logits, (_, i) => i).sort((a, b) => logits[b]! - logits[a]!);
    const left = topK > 0 ? places.slice(0, topK) : places;
    const shares = softmax(
      left.map((token) => logits[token]!),
      temperature,
    );
    let before = 0;
    const count = shares.filter((share) => {
      const isIn = before < topP;
      before += share;
      return isIn;
    }).length;
    const sum = shares.slice(0, count).reduce((total, share) => total + share, 0);
    const got = ranked(logits, { temperature, topK, topP });
    expect(got.map(({ token }) => token)).toEqual(left.slice(0, count));
    for (const [i, { probability }] of got.entries()) expect(probability).toBeCloseTo(shares[i]! / sum, 7);
  });
});

describe("a large vocabulary is not sorted for a draw", () => {
  const logits = randn(3, 20_000);

  test("none of it without top-k and top-p", () => {
    ranking.taken = 0;
    expect(candidates(logits, ALL).tokens).toHaveLength(20_000);
    expect(ranking.taken).toBe(0);
  });

  test("no more than top-k and the token behind them", () => {
    ranking.taken = 0;
    expect(candidates(logits, { ...ALL, topK: 50 }).tokens).toHaveLength(50);
    expect(ranking.taken).toBe(51);
  });

  test.each([0.4, 1, 3])("no more than where the nucleus ends, at temperature %f", (temperature) => {
    ranking.taken = 0;
    const { tokens } = candidates(logits, { ...ALL, temperature, topP: 0.8 });
    expect(tokens.length).toBeGreaterThan(20);
    expect(ranking.taken).toBeLessThan(400);
  });
});

test("a number of [0, 1) draws the candidate in whose share it lies", () => {
  const choices = { tokens: Uint32Array.of(7, 3, 5), weights: Float64Array.of(1, 0.5, 0.5), total: 2 };
  expect([0, 0.499, 0.5, 0.749, 0.75, 0.999].map((u) => drawn(choices, u))).toEqual([7, 7, 3, 3, 5, 5]);
});

test("the penalty divides logits above 0 and multiplies those below, once a token", () => {
  const logits = Float32Array.of(3, -2, 1, 0);
  penalize(logits, [0, 1, 1, 3, 0], 2);
  expect([...logits]).toEqual([1.5, -4, 1, 0]);
});

describe("choosing tokens", () => {
  const choose = (config: Partial<SamplingConfig>, prompt: readonly number[] = []) =>
    tokenChooser({ ...GREEDY, ...config }, prompt);

  test("takes the most likely, the first of equals, without a temperature", () => {
    expect(choose({ topK: 1, seed: 5 })(Float32Array.from(LOGITS))).toBe(1);
  });

  test("penalizes tokens of the prompt, and those that were chosen", () => {
    const next = choose({ repetitionPenalty: 1.2 }, [1]);
    const chosen = Array.from({ length: 4 }, () => next(Float32Array.from(LOGITS)));
    // 2 / 1.2 = 1.67: token 4, then both are at 1.67 and 3 at 1.5.
    expect(chosen).toEqual([4, 1, 1, 1]);
    expect(choose({ repetitionPenalty: 2 }, [1, 4])(Float32Array.from(LOGITS))).toBe(3);
  });

  test("repeats its draws with the same seed, and only then", () => {
    const draws = (seed: number): number[] => {
      const next = choose({ temperature: 1, seed });
      return Array.from({ length: 60 }, () => next(Float32Array.from(LOGITS)));
    };
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  test("draws as often as the softmax says", () => {
    const n = 20_000;
    const next = choose({ temperature: 0.8, seed: 11 });
    const counts = new Float64Array(LOGITS.length);
    for (let i = 0; i < n; i++) counts[next(Float32Array.from(LOGITS))]!++;
    const expected = softmax(LOGITS, 0.8).map((p) => n * p);
    const chiSquare = counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
    // 4 degrees of freedom: a right sampler exceeds 18.47 for one seed of a thousand.
    expect(chiSquare).toBeLessThan(18.47);
    expect(chiSquare).toBeGreaterThan(0);
  });

  test("refuses logits that are no numbers", () => {
    expect(() => choose({})(Float32Array.of(1, Number.NaN))).toThrow("no numbers");
    expect(() => choose({})(Float32Array.of(1, Infinity))).toThrow("no numbers");
    expect(() => choose({})(Float32Array.of(-Infinity, -Infinity))).toThrow("no numbers");
  });
});

test.each<[Partial<SamplingConfig>, string]>([
  [{ temperature: -1 }, "temperature is -1"],
  [{ temperature: Number.NaN }, "temperature is NaN"],
  [{ topK: 1.5 }, "topK is 1.5"],
  [{ topP: 0 }, "topP is 0"],
  [{ topP: 1.1 }, "topP is 1.1"],
  [{ repetitionPenalty: 0 }, "repetitionPenalty is 0"],
  [{ seed: 0.5 }, "seed is 0.5"],
])("%o is named", (change, problem) => {
  expect([...samplingProblems({ ...GREEDY, ...change })]).toEqual([expect.stringContaining(problem)]);
  expect([...samplingProblems(GREEDY)]).toEqual([]);
});
