import type { JsonObject } from "../formats/json";

/** What the program ends with; `--help` names them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A command line that says something wrong. Its message is shown alone, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A command that was stopped and has something to show for it: what goes to stdout all the same. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly result: JsonObject;

  constructor(result: JsonObject) {
    super("interrupted");
    this.result = result;
  }
}

/** Runs `work`; a RangeError of it, a setting that cannot be, is a wrong command line. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
