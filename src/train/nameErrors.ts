import type { ErrorWatch } from "../gpu/watchErrors";
import { DivergedError } from "./divergence";

/** Runs a part of a run, and says of its errors where they came up. */
export type Naming = <T>(where: string, work: () => Promise<T>) => Promise<T>;

/** What the GPU reported comes before what was thrown. An abort is no error, and a DivergedError names its place itself. */
export function nameErrors(errors: ErrorWatch, signal: AbortSignal): Naming {
  return async (where, work) => {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof DivergedError || (signal.aborted && thrown === signal.reason)) throw thrown;
      const cause = (await errors.failureSoon()) ?? thrown;
      throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  };
}

/** What `work` fails with, or else `otherwise`. */
export async function failureOf(work: () => Promise<void>, otherwise: unknown): Promise<unknown> {
  try {
    await work();
    return otherwise;
  } catch (error) {
    return error;
  }
}
