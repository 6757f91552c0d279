import { FormatError } from "../formats/formatError";
import type { Method } from "../train/finetuneConfig";
import { TRAINABLES } from "../train/trainables";

const isMethod = (text: string): text is Method => Object.hasOwn(TRAINABLES, text);

/** `value` as a tuning method, or an error that names it. */
export function asMethod(value: unknown, what: string): Method {
  if (typeof value === "string" && isMethod(value)) return value;
  throw new FormatError(
    `${what} must be one of ${Object.keys(TRAINABLES).join(", ")}, not ${JSON.stringify(value) ?? "missing"}`,
  );
}
