/** Lets waiting events run, a Cancel among them: promises alone never give way to messages. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * A function to call often in a long loop: it throws once `signal` aborts, and lets other events run when `everyMs` have
 * passed since it last did. `onPause` runs before those: the moment to tell progress.
 */
export function pauses(signal: AbortSignal, everyMs = 50, onPause: () => void = () => undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal.throwIfAborted();
    if (performance.now() - last < everyMs) return;
    onPause();
    await nextTask();
    last = performance.now();
    signal.throwIfAborted();
  };
}
