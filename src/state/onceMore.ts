/**
 * `work`, at most once at a time. However many calls come while it runs, it runs once more after them, so that what the last
 * caller left is seen to; their promise is that run's.
 */
export function onceMore(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let due: Promise<void> | null = null;

  function call(): Promise<void> {
    if (running) {
      due ??= running
        .catch(() => undefined)
        .then(() => {
          due = null;
          return call();
        });
      return due;
    }
    running = work().finally(() => {
      running = null;
    });
    return running;
  }
  return call;
}
