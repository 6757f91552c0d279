/**
 * Makes public/corpora/tasks/ from public/corpora/udhr/: the second half of a paragraph's first sentence is to be told from those of
 * three other paragraphs, and short paragraphs are to be translated. Nothing is drawn at random: the same corpus makes the same tasks.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const corpora = fileURLToPath(new URL("../public/corpora/", import.meta.url));
const QUESTIONS = 16;
const TRANSLATIONS = 10;
/** Paragraphs whose endings stand beside the right one, counted from it. */
const OTHERS = [5, 11, 17];

const linesOf = (language) => readFileSync(`${corpora}udhr/${language}.txt`, "utf8").trimEnd().split("\n");

/** The first sentence in two halves of words; undefined of one too short or too long. */
function halves(paragraph) {
  const words = paragraph.split(/(?<=[.;]) /)[0].split(" ");
  if (words.length < 8 || words.length > 26) return undefined;
  const middle = Math.ceil(words.length / 2);
  return { prompt: words.slice(0, middle).join(" "), ending: words.slice(middle).join(" ") };
}

function cloze(language) {
  const all = linesOf(language).flatMap((line, i) => {
    const parts = halves(line);
    return parts ? [{ ...parts, paragraph: i + 1 }] : [];
  });
  const others = all.filter((one, i) => all.findIndex(({ ending }) => ending === one.ending) === i);
  return others.slice(0, QUESTIONS).map(({ prompt, ending, paragraph }, i) => {
    const wrong = OTHERS.map((step) => others[(i + step) % others.length].ending);
    const answer = i % (wrong.length + 1);
    return { id: `udhr-${paragraph}`, prompt, choices: wrong.toSpliced(answer, 0, ending), answer };
  });
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

mkdirSync(`${corpora}tasks`, { recursive: true });
for (const language of ["cym_Latn", "eng_Latn"]) {
  const rows = cloze(language);
  writeFileSync(`${corpora}tasks/cloze.${language}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
const [english, welsh] = [linesOf("eng_Latn"), linesOf("cym_Latn")];
const short = english.flatMap((line, i) => (line.length < 110 ? [[i + 1, line, welsh[i]]] : [])).slice(0, TRANSLATIONS);
const rows = short.map(([id, source, target]) => [id, quoted(source), quoted(target)].join(","));
writeFileSync(`${corpora}tasks/translation.csv`, ["id,sentence_eng_Latn,sentence_cym_Latn", ...rows, ""].join("\n"));
