import type { ProjectedSentences } from "../../worker/projectProtocol";
import type { FigureTable } from "../charts/figure";
import type { LineStyle } from "../charts/lines";
import { type Plane, rangeOf } from "../charts/plane";
import { formatPercent } from "../format";
import { languageName } from "../languageStyle";

/** So few sentences are all joined with their translations; of more only the chosen one. */
export const MOST_JOINED = 30;
/** A hover bubble holds no page. */
const LONGEST_TEXT = 80;

export interface SentenceMap {
  readonly projected: ProjectedSentences;
  /** Which of the two. */
  readonly shows: "base" | "tuned";
  readonly title: string;
  readonly styleOf: (language: string) => Pick<LineStyle, "series" | "marker">;
  readonly chosen: number | null;
}

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text);

/** Coordinates of one axis, of the sentences of language `k`. */
function along(points: Float32Array, k: number, n: number, axis: 0 | 1): number[] {
  return Array.from({ length: n }, (_, i) => points[2 * (k * n + i) + axis]!);
}

/** Both models' points on one axis: they share it. */
const all = ({ base, tuned }: ProjectedSentences, axis: 0 | 1): number[][] =>
  [base, ...(tuned ? [tuned] : [])].map((points) => Array.from(points).filter((_, i) => i % 2 === axis));

function axisTitle({ explained }: ProjectedSentences, axis: 0 | 1): string {
  if (explained === null) return `UMAP ${axis + 1} (no unit)`;
  const share = formatPercent(explained[axis]);
  return axis === 0 ? `PC 1 (${share} of variance)` : `PC 2 (${share})`;
}

/** Sentences of one model in the common plane, a group a language. */
export function sentencePlane({ projected, shows, title, styleOf, chosen }: SentenceMap): Plane {
  const { languages, texts } = projected;
  const points = (shows === "tuned" ? projected.tuned : projected.base) ?? new Float32Array();
  const n = texts[0]?.length ?? 0;
  return {
    title,
    x: axisTitle(projected, 0),
    y: axisTitle(projected, 1),
    range: { x: rangeOf(all(projected, 0)), y: rangeOf(all(projected, 1)) },
    groups: languages.map((language, k) => ({
      name: languageName(language),
      style: styleOf(language),
      x: along(points, k, n, 0),
      y: along(points, k, n, 1),
      hover: texts[k]!.map((text, i) => [`${languageName(language)}, sentence ${i + 1}`, cut(text)]),
    })),
    joined: n <= MOST_JOINED ? Array.from({ length: n }, (_, i) => i) : [],
    chosen,
  };
}

/** A row a sentence and language. */
export function sentenceTable({ projected, shows }: Pick<SentenceMap, "projected" | "shows">): FigureTable {
  const { languages, texts } = projected;
  const points = (shows === "tuned" ? projected.tuned : projected.base) ?? new Float32Array();
  const n = texts[0]?.length ?? 0;
  return {
    columns: ["language", "sentence", "x", "y", "text"],
    rows: languages.flatMap((language, k) =>
      texts[k]!.map((text, i) => [language, i + 1, points[2 * (k * n + i)]!, points[2 * (k * n + i) + 1]!, text]),
    ),
  };
}
