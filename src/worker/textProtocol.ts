import type { ImportIssue, ImportOptions } from "../corpus/corpus";
import type { CorpusRow } from "../corpus/corpusTable";

export interface CorpusTable {
  readonly rows: readonly CorpusRow[];
  readonly issues: readonly ImportIssue[];
  readonly hash: string;
  readonly options: ImportOptions;
}

export interface CorpusProgress {
  readonly step: "reading" | "tokenizing";
  /** The file or language at work. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** Texts for tuning, beside the scan's corpus. */
export type TextPart = "train" | "validation";

/** What was read of each part; null where there is none. */
export type FinetuneTexts = Readonly<Record<TextPart, CorpusTable | null>>;
