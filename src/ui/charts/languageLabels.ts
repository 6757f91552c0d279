/**
 * Short names for axes: `mlt_Latn` becomes `mlt`, unless another language shares the code (`srp_Latn`, `srp_Cyrl`); those keep
 * their script.
 */
export function languageLabels(languages: readonly string[]): string[] {
  const code = (language: string): string => language.split("_")[0]!;
  const uses = new Map<string, number>();
  for (const language of languages) uses.set(code(language), (uses.get(code(language)) ?? 0) + 1);
  return languages.map((language) => (uses.get(code(language)) === 1 ? code(language) : language));
}

/** Every how many labels one can be written where a label needs `need` pixels and a row has `room`. */
export const labelStep = (room: number, need: number): number => Math.max(1, Math.ceil(need / Math.max(room, 1e-6)));
