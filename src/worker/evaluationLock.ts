const PREFIX = "babelscope evaluation ";

/** Shared by all tabs of this browser; undefined where it has none. */
const locksOfBrowser = (): LockManager | undefined => globalThis.navigator?.locks;

/** Runs `work` as what an evaluation is made by: until it ends no tab takes the evaluation's parts for stopped. Tabs do not wait for each other. */
export async function whileUnderWay<T>(id: string, work: () => Promise<T>): Promise<T> {
  const locks = locksOfBrowser();
  return locks ? locks.request(PREFIX + id, { mode: "shared" }, work) : work();
}

/** Runs `work` on an evaluation that no tab makes, and keeps tabs from beginning meanwhile; false where one is at it. */
export async function unlessUnderWay(id: string, work: () => Promise<void>): Promise<boolean> {
  const locks = locksOfBrowser();
  const run = async (lock: Lock | null | undefined): Promise<boolean> => {
    if (lock === null) return false;
    await work();
    return true;
  };
  return locks ? locks.request(PREFIX + id, { ifAvailable: true }, run) : run(undefined);
}

/** Ids of the evaluations that tabs of this browser make now, or wait to begin. */
export async function idsUnderWay(): Promise<Set<string>> {
  const { held = [], pending = [] } = (await locksOfBrowser()?.query()) ?? {};
  const names = [...held, ...pending].map(({ name = "" }) => name);
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}
