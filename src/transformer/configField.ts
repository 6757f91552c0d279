import { FormatError } from "../formats/formatError";
import type { JsonObject, JsonValue } from "../formats/json";

export const CONFIG_FILE = "config.json";

/** Throws a FormatError that names the field, its value and what is wrong with it. `path` leads to an inner object. */
export function refuseField(object: JsonObject, name: string, why: string, path = ""): never {
  const value = JSON.stringify(object[name]) ?? "missing";
  throw new FormatError(`${CONFIG_FILE}: "${path}${name}" is ${value.slice(0, 200)}: ${why}`);
}

/**
 * A field as `read` understands it, which gives null for a value of the wrong kind. Where the field is not there or null:
 * `fallback`, or a FormatError without one.
 */
export function fieldOf<T>(
  object: JsonObject,
  name: string,
  read: (value: JsonValue) => T | null,
  fallback?: T,
  path = "",
): T {
  const value = object[name];
  if (value !== undefined && value !== null) {
    return read(value) ?? refuseField(object, name, "not a value that this field can have", path);
  }
  return fallback ?? refuseField(object, name, "a decoder needs it", path);
}

/** A whole number from 1; beyond 2^31 it is damage, not a model. */
export const sizeOf = (value: JsonValue): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 2 ** 31 ? value : null;

/** A finite number from 0. */
export const numberOf = (value: JsonValue): number | null =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;

/** True or false. */
export const flagOf = (object: JsonObject, name: string, fallback: boolean): boolean =>
  fieldOf(object, name, (value) => (typeof value === "boolean" ? value : null), fallback);
