import { findLanguage } from "./languageNames";

/** Words of file names that say nothing about the language: the parts of a data set, and names of well-known corpora. */
const NEUTRAL = new Set(
  "train valid validation dev devtest test eval sample full corpus data news wiki wikipedia udhr flores flores200 opus tatoeba sentences".split(
    " ",
  ),
);

/** What stands behind the last dots of a name and tells the layout of the file, not its language. */
const LAYOUT = /\.(?:gz|txt|jsonl|ndjson|csv|tsv)$/i;

/**
 * The language that one part of a name means: the part as a whole, or the one code in it beside neutral words (`train-mt`,
 * `wiki_mlt`). A three-letter code also counts at either end among other words (`mlt_news_2019_10K`), a two-letter one does not:
 * `my_text` is not Burmese.
 */
function languageOfPart(part: string): string | undefined {
  const whole = findLanguage(part);
  if (whole !== undefined) return whole;
  const words = part.split(/[-_ ]+/);
  const speaking = words.filter((word) => !NEUTRAL.has(word.toLowerCase()) && !/^\d*[km]?$/i.test(word));
  // `mlt_Latn` in pieces, with neutral words around it.
  const joined = findLanguage(speaking.join("_"));
  if (joined !== undefined) return joined;
  const ends = [words[0] ?? "", words.at(-1) ?? ""].filter((word) => word.length === 3);
  const found = new Set(ends.map(findLanguage).filter((language) => language !== undefined));
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * The language of a file, FLORES-200 form, from its name or else from the folders it lies in, the innermost first. The parts of
 * a name between dots are tried from the last to the first: `id.mt.train.txt` is Maltese. Undefined when nothing means a
 * language, or two do (`en-mt.txt`).
 */
export function languageOfFile(path: string): string | undefined {
  for (const [depth, step] of path.split("/").reverse().entries()) {
    let name = step;
    while (depth === 0 && LAYOUT.test(name)) name = name.replace(LAYOUT, "");
    for (const part of name.split(".").reverse()) {
      const language = languageOfPart(part);
      if (language !== undefined) return language;
    }
  }
  return undefined;
}

/**
 * A label made from a text that means no known language: what stands between spaces and dots in files of ours, so letters,
 * digits, hyphens and underscores only.
 */
export function toLabel(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, "_").replaceAll(/^_+|_+$/g, "") || "unnamed";
}

/** A label for a file whose name means no language: its name without folders and layout. */
export function labelOfFile(path: string): string {
  let name = path.slice(path.lastIndexOf("/") + 1);
  while (LAYOUT.test(name)) name = name.replace(LAYOUT, "");
  return toLabel(name);
}
