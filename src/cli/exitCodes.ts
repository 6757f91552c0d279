/** What the program ends with; `--help` names them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A command line that says something wrong. Its message is shown alone, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
