/**
 * Runs `work` while no other tab of this browser trains or changes the run: two would write the same files. Throws where one does.
 * A browser without locks has none.
 */
export async function withRunLock<T>(id: string, work: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return work();
  return locks.request(`babelscope run ${id}`, { ifAvailable: true }, (lock) => {
    if (!lock)
      throw new Error(
        "this run trains or is about to, here or in another tab of this browser: pause it there, or wait for it",
      );
    return work();
  });
}
