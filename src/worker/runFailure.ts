import { BufferLimitError } from "../gpu/buffers";

const WHAT_TO_DO = "Start a run with a smaller batch or shorter windows, or with frozen weights as q4.";

function causes(error: unknown): unknown[] {
  const all: unknown[] = [];
  for (let one = error; one !== undefined && !all.includes(one); one = one instanceof Error ? one.cause : undefined) {
    all.push(one);
  }
  return all;
}

/** An error of a run, with what to do where a buffer was too large for the device; any other as it is. */
export function runFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !causes(error).some((one) => one instanceof BufferLimitError)) return error;
  return new Error(`${error.message}. ${WHAT_TO_DO}`, { cause: error });
}
