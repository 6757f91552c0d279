import type { ActivationStats } from "../../src/lape/activationStats";
import type { LapeConfig } from "../../src/lape/lapeResult";
import { uniforms } from "./numeric";

/**
 * The selection of methods.md 1.3, line by line with whole sorted arrays: slow, and written without the code under test.
 * Entropies are compared after rounding to 1e-9 nats, so that ties on paper are ties here too.
 */
export function lapeReference(stats: ActivationStats, config: LapeConfig) {
  const nNeurons = stats.nLayers * stats.dMlp;
  const neurons = Array.from({ length: nNeurons }, (_, j) => j);
  const languages = stats.languages.map((_, k) => k);
  const p = languages.map((k) =>
    neurons.map((j) => Math.fround(Math.fround(stats.overZero[k]![j]!) / Math.fround(stats.n[k]!))),
  );
  const pooled = Float64Array.from(p.flat()).sort();
  const quantile = (rate: number): number => pooled[Math.max(1, pythonRound(pooled.length * rate)) - 1]!;
  const [threshold, bar] = [quantile(config.filterRate), quantile(config.activationBarRatio)];
  const entropy = neurons.map((j) => {
    const total = languages.reduce((sum, k) => sum + p[k]![j]!, 0);
    const q = languages.map((k) => p[k]![j]! / total);
    return total > 0 ? q.reduce((sum, x) => sum - (x > 0 ? x * Math.log(x) : 0), 0) : Number.NaN;
  });
  const rounded = entropy.map((nats) => Math.round(nats * 1e9));
  const passing = neurons.filter((j) => languages.some((k) => p[k]![j]! > threshold));
  const count = Math.min(passing.length, pythonRound(nNeurons * config.topRate));
  const selected = passing.toSorted((a, b) => rounded[a]! - rounded[b]! || a - b).slice(0, count);
  const membersOf = (some: readonly number[]) =>
    languages.map((k) => some.filter((j) => p[k]![j]! > bar).sort((a, b) => a - b));
  /** Equal for neurons with the same probabilities, whatever languages they are of: a tie on paper. */
  const paper = (j: number): string => `${languages.map((k) => p[k]![j]!).sort()}`;
  return { entropy, threshold, bar, passing, count, selected, members: membersOf(selected), membersOf, paper };
}

/** Entropies nearer than this may stand in either order: f64 sums of 40 languages, in whatever order, differ by less. */
const ORDER_NATS = 1e-10;

/**
 * What is wrong with `selected` as the `count` lowest entropies of those that pass, lowest first, ties on paper by index.
 * Random counts hold neurons a thousandth of a millionth of a nat apart: no rounding of entropies tells those from ties.
 */
export function orderProblems(
  { entropy, passing, count, paper }: ReturnType<typeof lapeReference>,
  selected: readonly number[],
): string[] {
  const comesFirst = (a: number, b: number): boolean =>
    paper(a) === paper(b) ? a < b : entropy[a]! < entropy[b]! + ORDER_NATS;
  const left = passing.filter((j) => !selected.includes(j));
  const last = selected.at(-1);
  return [
    ...(selected.length === count && new Set(selected).size === count ? [] : [`${selected.length} of ${count}`]),
    ...selected.filter((j) => !passing.includes(j)).map((j) => `${j} does not pass`),
    ...selected.slice(1).flatMap((j, i) => (comesFirst(selected[i]!, j) ? [] : [`${j} stands behind ${selected[i]}`])),
    ...(last === undefined ? [] : left.filter((j) => !comesFirst(last, j)).map((j) => `${j} is left out`)),
  ];
}

/** Python's round, by its documentation: to the nearest integer, ties to the even choice. */
export function pythonRound(x: number): number {
  const [low, high] = [Math.floor(x), Math.ceil(x)];
  if (x - low === high - x) return low % 2 === 0 ? low : high;
  return Math.round(x);
}

/** Flat indices of a mask, a list a language. */
export const flatMembers = (neurons: readonly (readonly Int32Array[])[], dMlp: number): number[][] =>
  neurons.map((layers) => layers.flatMap((indices, l) => Array.from(indices, (index) => l * dMlp + index)));

/** Made-up stats: most neurons fire everywhere, some for few languages, some never; small counts, so that there are ties. */
export function madeUpStats(
  seed: number,
  nLangs: number,
  nLayers: number,
  dMlp: number,
  maxTokens = 200,
): ActivationStats {
  const uniform = uniforms(seed);
  const n = Float64Array.from({ length: nLangs }, () => 1 + Math.floor(uniform() * maxTokens));
  const kind = Array.from({ length: nLayers * dMlp }, () => uniform());
  const overZero = Array.from(n, (tokens) =>
    Uint32Array.from(kind, (x) => {
      const share = x < 0.1 ? 0 : x < 0.4 && uniform() < 0.7 ? 0 : uniform() ** (10 * x);
      return Math.round(share * tokens);
    }),
  );
  return {
    languages: Array.from(n, (_, k) => `lang_${k}`),
    nLayers,
    dMlp,
    n,
    overZero,
    actSum: overZero.map((counts) => Float64Array.from(counts, (count) => count * 0.5)),
  };
}
