import { FormatError } from "./formatError";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Parses `text`; `what` names it in the error. */
export function parseJson(text: string, what: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${what} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether a value, as JSON.parse gives it, is an object. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `value` as an object, or an error that names it. */
export function asJsonObject(value: JsonValue | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw new FormatError(`${what} must be a JSON object`);
  return value;
}

/** `value` as a list, or an error that names it. */
export function asJsonList(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new FormatError(`${what} must be a JSON list`);
  return value;
}

/** `value` as a list of strings, or an error that names it. */
export function asJsonStrings(value: JsonValue | undefined, what: string): readonly string[] {
  return asJsonList(value, what).map((item, i) => {
    if (typeof item !== "string") throw new FormatError(`${what}[${i}] must be a string`);
    return item;
  });
}

/** `value` as an integer from 0 to 2^53 - 1, or an error that names it. */
export function asJsonCount(value: JsonValue | undefined, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new FormatError(`${what} must be an integer from 0, not ${JSON.stringify(value) ?? "missing"}`);
  }
  return value as number;
}

/** `value` as a finite number, or an error that names it. */
export function asJsonNumber(value: JsonValue | undefined, what: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new FormatError(`${what} must be a number, not ${JSON.stringify(value) ?? "missing"}`);
  }
  return value;
}

/** `value` as a string, or an error that names it. */
export function asJsonText(value: JsonValue | undefined, what: string): string {
  if (typeof value !== "string") {
    throw new FormatError(`${what} must be a string, not ${JSON.stringify(value) ?? "missing"}`);
  }
  return value;
}

/** Refuses what JSON would silently turn into null: a number that is not finite. `path` names the value in the error. */
export function checkJson(value: JsonValue, path: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${path} is ${value}, not a number`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) checkJson(inner, `${path}.${key}`);
}
