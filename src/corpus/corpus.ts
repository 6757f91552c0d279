/** A dropped file. `name` keeps the folder it came in, as `folder/mt.txt`. */
export interface CorpusFile {
  readonly name: string;
  readonly blob: Blob;
}

/** One thing that was wrong with a file. Nothing else of the corpus is lost. */
export interface ImportIssue {
  readonly file: string;
  /** From 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly reason: string;
  /** The first characters of the offending line, for the eye. */
  readonly excerpt: string;
}

/** The text of one language: documents in file order. */
export interface LanguageText {
  /** FLORES-200 form, `mlt_Latn`; what was recognised or typed. */
  readonly language: string;
  readonly files: readonly string[];
  readonly documents: readonly string[];
  /** Line (from 1) of each document in its file: empty lines keep their number, so aligned files stay aligned. */
  readonly lineNumbers: Uint32Array;
  readonly lines: number;
  /** UTF-8 bytes of the documents. */
  readonly bytes: number;
  /** Documents equal to an earlier one of this language. */
  readonly duplicates: number;
  /** True when all files of the corpus are plain text with the same number of lines (translations line by line). */
  readonly aligned: boolean;
}

/** What was imported, one entry a language, in language order. */
export interface Corpus {
  readonly languages: readonly LanguageText[];
  readonly issues: readonly ImportIssue[];
  /** sha256 over `language<TAB>size<TAB>sha256` of the raw files, sorted (formats.md). */
  readonly hash: string;
}

/** How to read files whose layout leaves a choice. */
export interface ImportOptions {
  /** Field of a JSONL record or column of a table that holds the text; `text` by default. */
  readonly textField?: string;
  /** Field or column that holds the language; without it the file's name decides. */
  readonly languageField?: string;
  /** Language by file name, as edited in the table. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Remove repeated documents; refused for files aligned by line. */
  readonly removeDuplicates?: boolean;
}

/** Tokens of one language: documents one after another, without special tokens. */
export interface LanguageTokens {
  readonly language: string;
  readonly ids: Int32Array<ArrayBuffer>;
  /** Start of each document in `ids`, and the end of the last: `documents + 1` entries. */
  readonly documentStart: Uint32Array<ArrayBuffer>;
}

export interface PackingConfig {
  /** Tokens a window. */
  readonly seqLen: number;
  /** Put this token before each window (it takes one of the `seqLen` places and is counted, as the model sees it). */
  readonly bosTokenId?: number;
  /** One document a window, cut at `seqLen`, padded at the end; padding is never counted. */
  readonly oneDocumentAWindow?: boolean;
  /** At most so many tokens: whole windows drawn without replacement. All windows when left out. */
  readonly tokensPerLanguage?: number;
  readonly seed: number;
}

/** Windows of one language, ready for the model. */
export interface TokenBatch {
  readonly language: string;
  readonly seqLen: number;
  readonly nWindows: number;
  /** i32[n_windows, seq_len], padded with `padTokenId` behind `lengths`. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** u32[n_windows]: tokens of each window that count. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** Sum of `lengths`. */
  readonly nTokens: number;
}
