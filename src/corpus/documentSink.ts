/** Where the readers of text files put what they find. Lines count from 1; 0 stands for the whole file. */
export interface DocumentSink {
  /** `label` is what the language field says, when one was asked for. */
  readonly onDocument: (text: string, line: number, label?: string) => void;
  /** A line, or the record that starts on it, was skipped. */
  readonly onIssue: (line: number, reason: string, excerpt: string) => void;
}

/** Fields of a record, or columns of a table, that are read. */
export interface RecordFields {
  readonly textField: string;
  readonly languageField?: string;
}
