/**
 * Calls `work` at most once at a time. Arguments that arrive while it runs replace one another, and the last are worked on next:
 * a slider moved ten times while a selection runs asks for one more, not for ten. A failure goes to `onError` and does not stop
 * what waits.
 */
export function latestWins<A>(work: (argument: A) => Promise<unknown>, onError: (error: Error) => void) {
  let waiting: { readonly argument: A } | null = null;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting) {
      const { argument } = waiting;
      waiting = null;
      await work(argument).catch(onError);
    }
    running = false;
  }

  return (argument: A): void => {
    waiting = { argument };
    if (!running) void run();
  };
}
