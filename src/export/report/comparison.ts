/** What two measurements say together, or why they cannot be compared. */
export type Comparison<T> =
  | { readonly change: T; readonly refusal: null }
  | { readonly change: null; readonly refusal: string };

/**
 * Compares; a pair that differs in more than the model becomes words in its place, so that a report still tells all the rest.
 * @throws what `compare` throws, if it is no RangeError
 */
export function comparisonOf<T>(compare: () => T): Comparison<T> {
  try {
    return { change: compare(), refusal: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { change: null, refusal: error.message };
  }
}
