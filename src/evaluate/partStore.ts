/**
 * Parts of an evaluation that are done, by name (letters, digits, `.`, `_`, `-`): one that was stopped goes on behind them. A store
 * is of one evaluation, of the same weights, text and settings. Values are what JSON holds; a number that it cannot hold is refused.
 */
export interface PartStore {
  /** What was saved; undefined where nothing was. */
  load(name: string): Promise<unknown>;
  save(name: string, value: unknown): Promise<void>;
}

/** The part as it was saved, or else made now and saved. */
export async function onceMade<T>(parts: PartStore | undefined, name: string, make: () => Promise<T>): Promise<T> {
  const saved = await parts?.load(name);
  if (saved !== undefined) return saved as T;
  const made = await make();
  await parts?.save(name, made);
  return made;
}
