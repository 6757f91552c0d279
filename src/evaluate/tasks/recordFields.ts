import { FormatError } from "../../formats/formatError";
import { asJsonList, asJsonObject, type JsonObject, type JsonValue, parseJson } from "../../formats/json";

/** Most choices that have a letter. */
const LETTERS = 26;

/** The field's text; a number stands for its digits. Empty text is refused: nothing could be asked or answered with it. */
export function textField(record: JsonObject, field: string): string {
  const value = Object.hasOwn(record, field) ? record[field] : undefined;
  if (value === undefined || value === null) throw new FormatError(`no field "${field}"`);
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw new FormatError(`field "${field}" must be a text`);
  if (value.trim() === "") throw new FormatError(`field "${field}" is empty`);
  if (!value.isWellFormed()) throw new FormatError(`field "${field}" holds half of a character (a lone surrogate)`);
  return value;
}

/** The field's text; undefined where there is none. */
export function optionalText(record: JsonObject, field: string): string | undefined {
  const value = Object.hasOwn(record, field) ? record[field] : undefined;
  return value === undefined || value === null || value === "" ? undefined : textField(record, field);
}

/** A list or an object in a table's cell is its JSON. */
function cellValue(record: JsonObject, field: string): JsonValue | undefined {
  const value = Object.hasOwn(record, field) ? record[field] : undefined;
  if (value === undefined) throw new FormatError(`no field "${field}"`);
  return typeof value === "string" ? parseJson(value, `field "${field}"`) : value;
}

/** Texts of choices, two at least. */
function checkChoices(values: readonly JsonValue[], what: string): readonly string[] {
  if (values.length < 2 || values.length > LETTERS) {
    throw new FormatError(`${what} has ${values.length} choices: there must be 2 to ${LETTERS}`);
  }
  return values.map((_, i) =>
    textField(Object.fromEntries(values.map((value, j) => [`${what}[${j}]`, value])), `${what}[${i}]`),
  );
}

/** The field's choices. */
export const choicesField = (record: JsonObject, field: string): readonly string[] =>
  checkChoices(asJsonList(cellValue(record, field), `field "${field}"`), field);

/** Choices with labels of their own: `{text: [...], label: [...]}`, or a list of `{text, label}`. */
export function labelledChoices(
  record: JsonObject,
  field: string,
): { texts: readonly string[]; labels: readonly string[] } {
  const value = cellValue(record, field);
  const isList = Array.isArray(value);
  const objects = isList ? value.map((one, i) => asJsonObject(one, `${field}[${i}]`)) : [];
  const columns = isList ? {} : asJsonObject(value, `field "${field}"`);
  const list = (key: string): readonly JsonValue[] =>
    isList ? objects.map((one) => one[key] ?? null) : asJsonList(columns[key], `field "${field}.${key}"`);
  const texts = checkChoices(list("text"), `${field}.text`);
  const labels = checkChoices(list("label"), `${field}.label`);
  if (texts.length !== labels.length) {
    throw new FormatError(`field "${field}" has ${texts.length} texts and ${labels.length} labels`);
  }
  return { texts, labels };
}

/** Place of the right one among `n` choices from a field that counts from `first`. */
export function countedAnswer(record: JsonObject, field: string, first: number, n: number): number {
  const text = textField(record, field).trim();
  const place = /^\d+$/.test(text) ? Number(text) - first : Number.NaN;
  if (place >= 0 && place < n) return place;
  throw new FormatError(`field "${field}" is ${JSON.stringify(text)}: it takes ${first} to ${first + n - 1}`);
}

/**
 * Place of the right one from a field that holds its letter, or its place from 0. A choice that is called "B" or "2" is not meant
 * by its name.
 */
export function letterOrPlace(record: JsonObject, field: string, n: number): number {
  const text = textField(record, field).trim();
  const letter = /^[A-Za-z]$/.test(text) ? text.toUpperCase().charCodeAt(0) - 65 : Number.NaN;
  if (letter < n) return letter;
  if (!Number.isNaN(letter)) throw new FormatError(`field "${field}" is ${text}: there are ${n} choices`);
  if (/^\d+$/.test(text)) return countedAnswer(record, field, 0, n);
  throw new FormatError(
    `field "${field}" is ${JSON.stringify(text)}: neither a letter of a choice, nor its place from 0`,
  );
}

/**
 * Place of the right one from a field that holds its text, its letter, or its place from 0. Text comes first: a choice that is
 * called "B" or "2" is meant by its name.
 */
export function anyAnswer(record: JsonObject, field: string, choices: readonly string[]): number {
  const isNumber = typeof record[field] === "number";
  const text = textField(record, field).trim();
  const named = isNumber ? [] : choices.flatMap((choice, i) => (choice.trim() === text ? [i] : []));
  if (named.length > 1)
    throw new FormatError(`field "${field}" is ${JSON.stringify(text)}, which ${named.length} choices are`);
  if (named[0] !== undefined) return named[0];
  if (/^(?:[A-Za-z]|\d+)$/.test(text)) return letterOrPlace(record, field, choices.length);
  throw new FormatError(
    `field "${field}" is ${JSON.stringify(text)}: neither a choice, nor its letter, nor its place from 0`,
  );
}
