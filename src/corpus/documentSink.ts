/** Where the readers of text files put what they find. Lines count from 1; 0 stands for the whole file. */
export interface DocumentSink {
  /** `label` and `id` are what the language and id fields say, when they were asked for. */
  readonly onDocument: (text: string, line: number, label?: string, id?: string) => void;
  /** A line, or the record that starts on it, was skipped. */
  readonly onIssue: (line: number, reason: string, excerpt: string) => void;
}

/** Fields of a record, or columns of a table, that are read. */
export interface RecordFields {
  readonly textField: string;
  readonly languageField?: string;
  readonly idField?: string;
}
