/** Where the readers of text files put what they find. Lines count from 1; 0 stands for the whole file. */
export interface DocumentSink {
  /** `label` and `id` are what the language and id fields say, when they were asked for. */
  readonly onDocument: (text: string, line: number, label?: string, id?: string) => void;
  /** A row starts, before what is told of it, whether there is anything to tell or not: a line of plain text, or a record. */
  readonly onRow?: () => void;
  /** A line between records holds nothing; lines of plain text are rows. */
  readonly onBlank?: () => void;
  /** A line, or the record that starts on it, was skipped. */
  readonly onIssue: (line: number, reason: string, excerpt: string) => void;
}

/** Fields of a record, or columns of a table, that are read. */
export interface RecordFields {
  readonly textField: string;
  readonly languageField?: string;
  readonly idField?: string;
}

/** What is said of a record whose id says nothing: all such records would seem to translate each other. */
export const noId = (field: string): string => `field "${field}" holds no id: the record was skipped`;
