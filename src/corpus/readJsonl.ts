import type { DocumentSink, RecordFields } from "./documentSink";
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

/** The document on a line and what its language field says. */
function parseDocument(
  line: string,
  { textField, languageField }: RecordFields,
): Found<{ readonly text: string; readonly label?: string }> {
  const record = parseObject(line);
  if ("reason" in record) return record;
  const text = textIn(record.value, textField);
  if ("reason" in text) return text;
  if (languageField === undefined) return { value: { text: text.value } };
  const label = textIn(record.value, languageField);
  return "reason" in label ? label : { value: { text: text.value, label: label.value } };
}

/**
 * JSON lines: one object a line, of which one field is the document. Blank lines and empty texts are passed over. Gives the
 * number of lines.
 */
export function readJsonl(
  chunks: AsyncIterable<Uint8Array>,
  fields: RecordFields,
  { onDocument, onIssue }: DocumentSink,
): Promise<number> {
  return readLines(chunks, {
    onLine: (source, line) => {
      if (source.trim() === "") return;
      const document = parseDocument(source, fields);
      if ("reason" in document) onIssue(line, document.reason, excerptOf(source));
      else if (document.value.text !== "") onDocument(document.value.text, line, document.value.label);
    },
    onBadLine: onIssue,
  });
}
