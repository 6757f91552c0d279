import type { JsonObject, JsonValue } from "../formats/json";

const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const toCamel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function renamed(value: JsonValue, rename: (name: string) => string): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => renamed(item, rename));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]));
}

/** Settings with their names as files have them: `seqLen` is `seq_len`. */
export const snakeKeys = (value: JsonObject): JsonValue => renamed(value, toSnake);

/** The same the other way. */
export const camelKeys = (value: JsonObject): JsonValue => renamed(value, toCamel);
