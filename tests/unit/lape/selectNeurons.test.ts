import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActivationStats } from "../../../src/lape/activationStats";
import type { LapeConfig } from "../../../src/lape/lapeResult";
import { countUnion } from "../../../src/lape/layerCounts";
import { countedLanguages } from "../../../src/lape/probability";
import { pooledRank, selectNeurons } from "../../../src/lape/selectNeurons";
import { checkMask } from "../../support/checkMask";
import { flatMembers, lapeReference, madeUpStats, orderProblems, pythonRound } from "../../support/lapeReference";
import { closeness } from "../../support/numeric";

const rate = fc.double({ min: 0.01, max: 1, noNaN: true });
const anyStats = fc
  .record({ seed: fc.nat(), nLangs: fc.integer({ min: 1, max: 40 }), nLayers: fc.integer({ min: 1, max: 3 }) })
  .chain(({ seed, nLangs, nLayers }) =>
    fc.integer({ min: 1, max: 40 }).map((d) => madeUpStats(seed, nLangs, nLayers, d)),
  );
const anyConfig: fc.Arbitrary<LapeConfig> = fc.record({ topRate: rate, filterRate: rate, activationBarRatio: rate });

test("any selection equals that of whole sorted arrays", async () => {
  await fc.assert(
    fc.asyncProperty(anyStats, anyConfig, async (stats, config) => {
      const got = await selectNeurons(stats, config);
      const want = lapeReference(stats, config);
      expect([got.threshold, got.bar]).toEqual([want.threshold, want.bar]);
      expect(orderProblems(want, [...got.selected])).toEqual([]);
      expect(flatMembers(got.mask.neurons, stats.dMlp)).toEqual(want.membersOf([...got.selected]));
      checkMask(got.mask);
    }),
    { numRuns: 150 },
  );
});

test("the reference finds a selection that is out of order, too short, or not the lowest", () => {
  const stats = madeUpStats(5, 4, 2, 12);
  const want = lapeReference(stats, { topRate: 0.3, filterRate: 0.5, activationBarRatio: 0.5 });
  const { selected, passing } = want;
  expect(orderProblems(want, selected)).toEqual([]);
  expect(orderProblems(want, selected.toReversed())).not.toEqual([]);
  expect(orderProblems(want, selected.slice(1))).not.toEqual([]);
  const highest = passing.toSorted((a, b) => want.entropy[b]! - want.entropy[a]!)[0]!;
  expect(orderProblems(want, [...selected.slice(0, -1), highest])).not.toEqual([]);
});

test("with bar == filter every selected neuron has a language, and the union is round(n * topRate) where so many pass", async () => {
  await fc.assert(
    fc.asyncProperty(anyStats, rate, rate, async (stats, topRate, filterRate) => {
      const { mask, selected, maxProbability, threshold } = await selectNeurons(stats, {
        topRate,
        filterRate,
        activationBarRatio: filterRate,
      });
      const passing = maxProbability.filter((p) => p > threshold).length;
      expect(countUnion(mask)).toBe(selected.length);
      expect(selected.length).toBe(Math.min(passing, pythonRound(maxProbability.length * topRate)));
    }),
    { numRuns: 60 },
  );
});

test("the order of the languages does not matter", async () => {
  await fc.assert(
    fc.asyncProperty(anyStats, anyConfig, async (stats, config) => {
      const order = stats.languages.map((_, k) => k).reverse();
      const turned: ActivationStats = {
        ...stats,
        languages: order.map((k) => stats.languages[k]!),
        n: Float64Array.from(order, (k) => stats.n[k]!),
        overZero: order.map((k) => stats.overZero[k]!),
        actSum: order.map((k) => stats.actSum[k]!),
      };
      const [a, b] = [await selectNeurons(stats, config), await selectNeurons(turned, config)];
      expect(b.selected).toEqual(a.selected);
      expect(order.map((k) => b.mask.neurons[order.indexOf(k)])).toEqual(order.map((k) => a.mask.neurons[k]));
    }),
    { numRuns: 40 },
  );
});

/** One layer; a row a neuron, its probability for each language in per cent. */
function statsOf(rows: readonly (readonly number[])[]): ActivationStats {
  const languages = rows[0]!.map((_, k) => `lang_${k}`);
  return {
    languages,
    nLayers: 1,
    dMlp: rows.length,
    n: Float64Array.from(languages, () => 10_000),
    overZero: languages.map((_, k) => Uint32Array.from(rows, (row) => Math.round(row[k]! * 10_000))),
    actSum: languages.map(() => new Float64Array(rows.length)),
  };
}

describe("known cases", () => {
  const ALL: LapeConfig = { topRate: 1, filterRate: 0.01, activationBarRatio: 0.01 };

  test("entropies of the lecture's rows, of a uniform one, of one language, of none", async () => {
    const { entropy } = await selectNeurons(
      statsOf([
        [0.45, 0.01, 0.01, 0.01, 0.02],
        [0.18, 0.18, 0.02, 0.01, 0.01],
        [0.3, 0.3, 0.3, 0.3, 0.3],
        [0, 0, 0.1, 0, 0],
        [0, 0, 0, 0, 0],
      ]),
      ALL,
    );
    expect(closeness(entropy.subarray(0, 2), [0.4583, 1.0529], { rtol: 0, atol: 5.1e-5 })).toBeLessThanOrEqual(1);
    expect(entropy[2]).toBeCloseTo(Math.log(5), 6);
    expect([...entropy.subarray(3)]).toEqual([0, Number.NaN]);
  });

  test("a neuron that never fired is not selected although its entropy sum is 0", async () => {
    const stats = statsOf([
      [0, 0],
      [0.5, 0.4],
      [0.5, 0],
    ]);
    const { selected } = await selectNeurons(stats, ALL);
    expect([...selected]).toEqual([2, 1]);
  });

  test("the thresholds are strict: a probability that equals them does not pass", async () => {
    // pooled and sorted: .1 .2 .3 .4; rank round(4 * 0.75) = 3
    const { threshold, selected } = await selectNeurons(
      statsOf([
        [0.1, 0.3],
        [0.4, 0.2],
      ]),
      { topRate: 1, filterRate: 0.75, activationBarRatio: 0.75 },
    );
    expect(threshold).toBe(Math.fround(0.3));
    expect([...selected]).toEqual([1]);
  });

  test("equal entropies are taken in order of layer and index", async () => {
    const stats = statsOf(Array.from({ length: 10 }, (_, j) => [0.1 + j / 100, 0]));
    const { selected } = await selectNeurons(stats, { ...ALL, topRate: 0.5, filterRate: 0.3 });
    expect([...selected]).toEqual([0, 1, 2, 3, 4]);
  });

  test("2548 of 3328 and 2156 of 2816 tokens are the same probability", async () => {
    const stats: ActivationStats = {
      languages: ["a", "b"],
      nLayers: 1,
      dMlp: 1,
      n: Float64Array.of(3328, 2816),
      overZero: [Uint32Array.of(2548), Uint32Array.of(2156)],
      actSum: [new Float64Array(1), new Float64Array(1)],
    };
    const { threshold, selected } = await selectNeurons(stats, {
      topRate: 1,
      filterRate: 0.5,
      activationBarRatio: 0.5,
    });
    expect(threshold).toBe(49 / 64);
    expect(selected.length).toBe(0); // neither exceeds the other
  });

  test("ranks round halves to even, and never below the smallest", () => {
    expect([pooledRank(10, 0.25), pooledRank(10, 0.35), pooledRank(10, 0.05), pooledRank(73728, 0.95)]).toEqual([
      2, 4, 1, 70042,
    ]);
  });
});

describe("is refused, and says why:", () => {
  test.each([
    ["topRate", 0],
    ["filterRate", 1.01],
    ["activationBarRatio", Number.NaN],
  ])("%s of %d", async (name, value) => {
    const config = { topRate: 0.1, filterRate: 0.1, activationBarRatio: 0.1, [name]: value };
    await expect(selectNeurons(madeUpStats(1, 2, 1, 4), config)).rejects.toThrow(`${name} must be above 0`);
  });

  test("a language without tokens, which countedLanguages leaves out", async () => {
    const stats = madeUpStats(1, 3, 1, 8);
    stats.n[1] = 0;
    const config = { topRate: 0.5, filterRate: 0.5, activationBarRatio: 0.5 };
    await expect(selectNeurons(stats, config)).rejects.toThrow("lang_1: 0 tokens were counted");
    const counted = countedLanguages(stats);
    expect(counted.languages).toEqual(["lang_0", "lang_2"]);
    expect(counted.overZero[1]).toBe(stats.overZero[2]);
    expect((await selectNeurons(counted, config)).mask.languages).toEqual(["lang_0", "lang_2"]);
    expect(countedLanguages(counted)).toBe(counted);
  });

  test("no language at all", async () => {
    const stats = madeUpStats(1, 0, 1, 8);
    const config = { topRate: 0.5, filterRate: 0.5, activationBarRatio: 0.5 };
    await expect(selectNeurons(stats, config)).rejects.toThrow("at least one language");
  });
});
