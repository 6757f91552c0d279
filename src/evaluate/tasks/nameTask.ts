import { NothingToAsk } from "../nothingToAsk";

/** The error of a task with its id in front, so that it says whose it is. What is no RangeError stays as it is. */
export function nameTask(id: string, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  const Named = error instanceof NothingToAsk ? NothingToAsk : RangeError;
  return new Named(`${id}: ${error.message}`, { cause: error });
}
