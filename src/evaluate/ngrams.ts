/** How often each run of `order` symbols occurs. Symbols are joined by `glue`, which must occur in none of them unless each is one character. */
export function countNgrams(symbols: readonly string[], order: number, glue: "" | " "): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= symbols.length; start++) {
    const ngram = order === 1 ? symbols[start]! : symbols.slice(start, start + order).join(glue);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** N-grams of the first that are also in the second, each as often as in the one that has fewer of it. */
export function countMatches(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let matches = 0;
  for (const [ngram, count] of a) matches += Math.min(count, b.get(ngram) ?? 0);
  return matches;
}
