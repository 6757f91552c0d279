import { findLanguage } from "./languageNames";
import { languageOfFile } from "./languageOf";

/** How the documents of a file are written down. */
export type TextFormat = "text" | "jsonl" | "csv" | "tsv";

/** What a file's name says about its content. */
export type FileFormat = { readonly packing: "none" | "gzip"; readonly text: TextFormat } | { readonly packing: "zip" };

const FORMATS: Readonly<Record<string, TextFormat | undefined>> = {
  txt: "text",
  jsonl: "jsonl",
  ndjson: "jsonl",
  csv: "csv",
  tsv: "tsv",
};

/** Parts of data sets that stand where other files have their format: `isl_Latn.devtest`. */
const PARTS = new Set(["dev", "devtest", "test", "train", "valid", "validation"]);

/** What is said of a file that none of the formats fits. */
export const FORMATS_READ =
  "files are read that end in .txt, .jsonl, .csv or .tsv, each also with .gz, and .zip of these";

/**
 * The format of a file from its name. One without any of the known endings is plain text when its name ends with a language:
 * `flores.dev.isl_Latn`, `isl_Latn.devtest`, `mt`. Undefined for anything else.
 */
export function formatOf(path: string): FileFormat | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isGzip = /\.gz$/i.test(name);
  const parts = (isGzip ? name.slice(0, -3) : name).split(".");
  const ending = (parts.at(-1) ?? "").toLowerCase();
  const packing = isGzip ? "gzip" : "none";
  if (parts.length > 1 && Object.hasOwn(FORMATS, ending)) return { packing, text: FORMATS[ending]! };
  if (parts.length > 1 && ending === "zip" && !isGzip) return { packing: "zip" };
  const endsWithLanguage = parts.length > 1 ? findLanguage(ending) !== undefined : languageOfFile(name) !== undefined;
  const endsWithPart = parts.length > 1 && PARTS.has(ending) && languageOfFile(name) !== undefined;
  return endsWithLanguage || endsWithPart ? { packing, text: "text" } : undefined;
}

/** Files that systems leave beside those of people: nobody dropped them on purpose, so nothing is said of them. */
export const isSystemFile = (path: string): boolean =>
  path.split("/").some((step) => step === "__MACOSX" || step.startsWith("."));
