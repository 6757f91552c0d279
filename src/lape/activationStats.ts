/**
 * What a scan counts; additive over tokens. Arrays are flat [layer * dMlp + neuron], one a language.
 * `n[k]` tokens of language k were counted; `overZero[k][j]` of them had gate > 0 (methods.md 1.2);
 * `actSum[k][j]` is the sum of act_fn(gate) over them.
 */
export interface ActivationStats {
  readonly languages: readonly string[];
  readonly nLayers: number;
  readonly dMlp: number;
  readonly n: Float64Array<ArrayBuffer>;
  readonly overZero: readonly Uint32Array<ArrayBuffer>[];
  readonly actSum: readonly Float64Array<ArrayBuffer>[];
}

/** Stats of nothing. */
export function emptyStats(languages: readonly string[], nLayers: number, dMlp: number): ActivationStats {
  const size = nLayers * dMlp;
  return {
    languages: [...languages],
    nLayers,
    dMlp,
    n: new Float64Array(languages.length),
    overZero: languages.map(() => new Uint32Array(size)),
    actSum: languages.map(() => new Float64Array(size)),
  };
}

/** Stats of two disjoint sets of tokens together, languages in the order of first appearance. Counts add exactly. */
export function addStats(a: ActivationStats, b: ActivationStats): ActivationStats {
  if (a.nLayers !== b.nLayers || a.dMlp !== b.dMlp) {
    throw new RangeError(`stats of ${a.nLayers} x ${a.dMlp} and ${b.nLayers} x ${b.dMlp} neurons cannot be added`);
  }
  const sum = emptyStats([...new Set([...a.languages, ...b.languages])], a.nLayers, a.dMlp);
  for (const part of [a, b]) {
    for (const [k, language] of part.languages.entries()) {
      const to = sum.languages.indexOf(language);
      sum.n[to]! += part.n[k]!;
      addInto(sum.overZero[to]!, part.overZero[k]!);
      addInto(sum.actSum[to]!, part.actSum[k]!);
    }
  }
  return sum;
}

/** `to[j] += values[j]`. */
export function addInto(to: Uint32Array | Float64Array, values: ArrayLike<number>): void {
  for (let j = 0; j < to.length; j++) to[j]! += values[j]!;
}

/** Stats that stay as they are while a scan goes on adding to the original. */
export function copyStats(stats: ActivationStats): ActivationStats {
  const { languages, nLayers, dMlp, n, overZero, actSum } = stats;
  return {
    languages: [...languages],
    nLayers,
    dMlp,
    n: n.slice(),
    overZero: overZero.map((counts) => counts.slice()),
    actSum: actSum.map((sums) => sums.slice()),
  };
}
