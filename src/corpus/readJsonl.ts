import { type DocumentSink, noId, type RecordFields } from "./documentSink";
import { excerptOf, readLines } from "./readLines";

/** A value that was found, or why none was. */
type Found<T> = { readonly value: T } | { readonly reason: string };
type JsonObject = Readonly<Record<string, unknown>>;

/** A value by the name that people have for its kind. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return "a text";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function parseObject(line: string): Found<JsonObject> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const { message } = error as SyntaxError;
    const isSecond = message.includes("after JSON");
    return { reason: isSecond ? "more than one JSON value on the line" : `not valid JSON (${message})` };
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { value: value as JsonObject }
    : { reason: `${kindOf(value)} where an object was expected` };
}

function textIn(record: JsonObject, field: string): Found<string> {
  if (!Object.hasOwn(record, field)) {
    const fields = Object.keys(record).slice(0, 8).join(", ");
    return { reason: `no field "${field}" (there are: ${fields || "none"})` };
  }
  const value = record[field];
  if (typeof value !== "string") return { reason: `field "${field}" holds ${kindOf(value)} where a text was expected` };
  return value.isWellFormed() ? { value } : { reason: `field "${field}" holds half of a character (a lone surrogate)` };
}

/** An id may be a whole number, too. */
function idIn(record: JsonObject, field: string): Found<string> {
  if (Number.isSafeInteger(record[field])) return { value: String(record[field]) };
  const id = textIn(record, field);
  return "value" in id && id.value === "" ? { reason: noId(field) } : id;
}

const UNASKED: Found<undefined> = { value: undefined };

/** The document on a line and what its language and id fields say. */
function parseDocument(
  line: string,
  { textField, languageField, idField }: RecordFields,
): Found<{ readonly text: string; readonly label: string | undefined; readonly id: string | undefined }> {
  const record = parseObject(line);
  if ("reason" in record) return record;
  const text = textIn(record.value, textField);
  if ("reason" in text) return text;
  const label = languageField === undefined ? UNASKED : textIn(record.value, languageField);
  if ("reason" in label) return label;
  const id = idField === undefined ? UNASKED : idIn(record.value, idField);
  return "reason" in id ? id : { value: { text: text.value, label: label.value, id: id.value } };
}

/**
 * JSON lines: one object a line, of which one field is the document. Blank lines and empty texts are passed over. Gives the
 * number of lines.
 */
export function readJsonl(
  chunks: AsyncIterable<Uint8Array>,
  fields: RecordFields,
  { onDocument, onRow, onBlank, onIssue }: DocumentSink,
): Promise<number> {
  return readLines(chunks, {
    onLine: (source, line) => {
      if (source.trim() === "") return onBlank?.();
      onRow?.();
      const document = parseDocument(source, fields);
      if ("reason" in document) onIssue(line, document.reason, excerptOf(source));
      else if (document.value.text !== "") {
        const { text, label, id } = document.value;
        onDocument(text, line, label, id);
      }
    },
    onBadLine: (...bad) => {
      onRow?.();
      onIssue(...bad);
    },
  });
}
