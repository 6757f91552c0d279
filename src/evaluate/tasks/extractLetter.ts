/**
 * The letter that an output answers with, as Gurgurov et al. (2025) read it: the output in upper case without outer blanks, six
 * patterns, the first that fits. Null where none does, which counts as wrong. Their `\b` is Python's, which knows letters of all scripts.
 * @param n choices: letters from A on
 */
export function extractLetter(output: string, n: number): string | null {
  const text = output.trim().toUpperCase();
  const letter = `([A-${String.fromCharCode(64 + n)}])`;
  const wordStart = "(?<![\\p{L}\\p{N}_])";
  const patterns = [
    ...[`^${letter}\\)`, `^${letter}\\.`, `^${letter}\\s`, `^${letter}$`],
    ...[`${wordStart}${letter}\\)`, `${wordStart}${letter}\\.`],
  ];
  for (const pattern of patterns) {
    const found = new RegExp(pattern, "u").exec(text);
    if (found) return found[1]!;
  }
  return null;
}
