/** A dropped file. `name` keeps the folder it came in, as `folder/mt.txt`. */
export interface CorpusFile {
  readonly name: string;
  readonly blob: Blob;
}

/**
 * One thing to know about a file: what was wrong with it, or what was decided for it (files joined, a label made up). Nothing
 * else of the corpus is lost.
 */
export interface ImportIssue {
  readonly file: string;
  /** From 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly reason: string;
  /** The first characters of the offending line, for the eye. */
  readonly excerpt: string;
  /** Set where the tokenizer of the open model found it: that of another model may not. */
  readonly by?: "tokenizer";
}

/** What said the language of a text: a file's name, or what a language field says. `ImportOptions.labels` is keyed by it. */
export interface LabelSource {
  readonly from: "file" | "field";
  readonly key: string;
}

/** The text of one language: documents in file order. */
export interface LanguageText {
  /** FLORES-200 form, `mlt_Latn`; what was recognised or typed. A label that is no known language is kept, without blanks or dots. */
  readonly language: string;
  /** In name order, which is the order of their documents. A file of an archive is `archive.zip/path`. */
  readonly files: readonly string[];
  /** What this text was labelled by; each can be given another label. */
  readonly labels: readonly LabelSource[];
  /** All lines of each of them, also those of other languages: what `lineNumbers` counts on by. */
  readonly fileLines: readonly number[];
  readonly documents: readonly string[];
  /**
   * Line (from 1) of each document in its file, counted on over the files where several were joined: empty lines keep their
   * number, so aligned files stay aligned.
   */
  readonly lineNumbers: Uint32Array<ArrayBuffer>;
  /** Rows of each of the files, empty and skipped ones counted: lines of plain text, records of the other formats. */
  readonly fileRows: readonly number[];
  /**
   * Row (from 1) of each document, counted on over the files: translations without ids stand in the same row. A record of a table
   * may go over several lines, so this is no line number.
   */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Why rows do not tell what the translations are, with the file's name; absent where they do if others have the same `fileRows`. */
  readonly rowDoubt?: string;
  /** What the id field says of each document, where one was asked for and all files have it: translations share an id. */
  readonly ids?: readonly string[];
  /** Lines of the files; of files that several languages share, only the records of this one. */
  readonly lines: number;
  /** UTF-8 bytes of the documents. */
  readonly bytes: number;
  /** Documents equal to an earlier one of this language, counted before any were removed. */
  readonly duplicates: number;
  /**
   * True when the documents have ids, or when the files are plain text and another language has files of the same numbers of lines
   * (translations line by line).
   */
  readonly aligned: boolean;
}

/** What was imported, one entry a language, in language order. */
export interface Corpus {
  readonly languages: readonly LanguageText[];
  readonly issues: readonly ImportIssue[];
  /**
   * sha256, in hex, over the lines `language<TAB>size<TAB>sha256` of the files that gave documents, sorted, each ended by a
   * newline (formats.md). Size and sha256 are of the text files' bytes as they are read: unpacked, so that a corpus and its
   * archive have the same hash.
   */
  readonly hash: string;
  /**
   * sha256, in hex, over the same lines by language, those of one language in the order of their documents. Two files that change
   * names leave `hash` as it is, and change this.
   */
  readonly order: string;
}

/** How to read files whose layout leaves a choice. */
export interface ImportOptions {
  /** Field of a JSONL record or column of a table that holds the text; `text` by default. */
  readonly textField?: string;
  /** Field or column that holds the language; without it, and for plain text, the file's name decides. */
  readonly languageField?: string;
  /** Field or column that holds an id, the same for translations; without it translations are aligned by line (record). */
  readonly idField?: string;
  /** Language by file name (as in `files`), or by what the language field says, as edited in the table. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Remove repeated documents; refused for files that are aligned. */
  readonly removeDuplicates?: boolean;
}

/** How far an import is. */
export interface ImportProgress {
  /** The dropped file that is being read. */
  readonly file: string;
  /** Of the dropped files, as they are. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** Tokens of one language: documents one after another, without special tokens. */
export interface LanguageTokens {
  readonly language: string;
  readonly ids: Int32Array<ArrayBuffer>;
  /** Start of each document in `ids`, and the end of the last: `documents + 1` entries. */
  readonly documentStart: Uint32Array<ArrayBuffer>;
  /** Documents that the tokenizer has no tokens for, here without any. */
  readonly issues: readonly ImportIssue[];
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
