import { formatCount, formatPlural } from "../format";

/** Where the numbers of a picture come from. */
export interface FigureSource {
  readonly model: string | null;
  readonly dtype: string | null;
  readonly nLanguages: number;
  /** Tokens counted over all languages; null for a mask from a file, which does not say. */
  readonly nTokens: number | null;
  readonly complete: boolean;
  /** ISO. */
  readonly date: string | null;
  /** How the neurons were chosen, where the picture shows chosen ones. */
  readonly selection: string | null;
}

const SEPARATOR = " · ";

/** The line that goes into a picture: "babel-7m q4 · 16 languages · 49,152 tokens · 2026-11-21". */
export function sourceLine({ model, dtype, nLanguages, nTokens, complete, date, selection }: FigureSource): string {
  const parts = [
    selection,
    model === null ? null : [model, dtype].filter(Boolean).join(" "),
    formatPlural(nLanguages, "language"),
    nTokens === null ? null : `${formatCount(nTokens)} tokens${complete ? "" : " so far"}`,
    date?.slice(0, 10) ?? null,
  ];
  return parts.filter((part) => part !== null && part !== "").join(SEPARATOR);
}

/** The line broken between its parts, so that none is wider than `letters`. */
export function wrapSource(line: string, letters: number): string[] {
  const lines: string[] = [];
  for (const part of line.split(SEPARATOR)) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : last + SEPARATOR + part;
    if (last !== undefined && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
