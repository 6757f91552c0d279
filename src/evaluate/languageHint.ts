/**
 * A hint at the languages of a text (ours; no paper's measure): it is cut into runs of words, and each run goes to the language
 * whose text makes its character trigrams most likely (naive Bayes with add-1/2 smoothing, all languages equally likely before). It
 * knows only the languages it was given, so text in any other is counted as the most similar of them.
 */
export interface LanguageHint {
  /** Share of the text's letters, largest first; languages without any are left out. */
  readonly shares: readonly { readonly language: string; readonly share: number }[];
  /** Letters that were looked at. */
  readonly letters: number;
  /** Languages that were compared. */
  readonly languages: number;
}

/** What is known of languages, from some text of each. */
export interface LanguageProfiles {
  readonly languages: readonly {
    readonly language: string;
    readonly counts: ReadonlyMap<string, number>;
    readonly total: number;
  }[];
  /** Trigrams that some language has. */
  readonly nTrigrams: number;
}

/** Characters of each language's text that are counted: more changes little. */
const MOST_CHARACTERS = 40_000;
/** Letters that a run has at least, and a text that anything is said of. */
const RUN_LETTERS = 25;
const SMOOTHING = 0.5;

/** Lower-case words, without digits and signs. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];

function* trigrams(words: readonly string[]): Generator<string> {
  for (const word of words) {
    const letters = [" ", ...word, " "];
    for (let i = 0; i + 3 <= letters.length; i++) yield letters.slice(i, i + 3).join("");
  }
}

/** Counts trigrams of documents of each language. */
export function languageProfiles(
  texts: readonly { readonly language: string; readonly documents: readonly string[] }[],
): LanguageProfiles {
  const all = new Set<string>();
  const languages = texts.map(({ language, documents }) => {
    const counts = new Map<string, number>();
    let total = 0;
    let left = MOST_CHARACTERS;
    for (const document of documents) {
      if (left <= 0) break;
      for (const trigram of trigrams(wordsOf(document.slice(0, left)))) {
        counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
        all.add(trigram);
        total++;
      }
      left -= document.length;
    }
    return { language, counts, total };
  });
  return { languages: languages.filter(({ total }) => total > 0), nTrigrams: all.size };
}

/** Words in runs of at least RUN_LETTERS letters; the last run takes what is left. */
function runsOf(words: readonly string[]): string[][] {
  const runs: string[][] = [];
  let letters = RUN_LETTERS;
  for (const word of words) {
    if (letters >= RUN_LETTERS) {
      runs.push([]);
      letters = 0;
    }
    runs.at(-1)!.push(word);
    letters += [...word].length;
  }
  const [last, before] = [runs.at(-1), runs.at(-2)];
  if (letters < RUN_LETTERS && last && before) before.push(...runs.pop()!);
  return runs;
}

const lettersOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + [...word].length, 0);

/** The language under which a run's trigrams are most likely. */
function likeliestLanguage(words: readonly string[], { languages, nTrigrams }: LanguageProfiles): string {
  const own = [...trigrams(words)];
  const scores = languages.map(({ counts, total }) =>
    own.reduce((sum, trigram) => {
      const count = counts.get(trigram) ?? 0;
      return sum + Math.log((count + SMOOTHING) / (total + SMOOTHING * nTrigrams));
    }, 0),
  );
  return languages[scores.indexOf(scores.reduce((a, b) => Math.max(a, b), -Infinity))]!.language;
}

/** Null where fewer than two languages are known, or the text is too short to say anything. */
export function languageHint(text: string, profiles: LanguageProfiles): LanguageHint | null {
  const words = wordsOf(text);
  const letters = lettersOf(words);
  if (profiles.languages.length < 2 || letters < RUN_LETTERS) return null;
  const found = new Map<string, number>();
  for (const run of runsOf(words)) {
    const language = likeliestLanguage(run, profiles);
    found.set(language, (found.get(language) ?? 0) + lettersOf(run));
  }
  const shares = Array.from(found, ([language, count]) => ({ language, share: count / letters }));
  return { shares: shares.sort((a, b) => b.share - a.share), letters, languages: profiles.languages.length };
}
