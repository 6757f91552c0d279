/** What the program ends with; `--help` names them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A command line that says something wrong. Its message is shown alone, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs `work`; a RangeError of it, a setting that cannot be, is a wrong command line. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
