import { drawIndices, seededRandom } from "../tensor/random";

/**
 * The solved examples that stand before one in its prompt, in the order they were drawn. Each example draws of its own: which ones
 * it gets depends on the seed, its label and the pool, not on the examples before it.
 * @param label id of the example
 * @param isOwn whether a candidate is the example itself, which must not tell its own answer
 * @throws RangeError where the pool has too few
 */
export function drawShots<T>(
  pool: readonly T[],
  count: number,
  seed: number,
  label: string,
  isOwn: (candidate: T) => boolean = () => false,
): T[] {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`few-shot examples: ${count} is no number of them, it takes a whole number from 0`);
  }
  const drawn: T[] = [];
  if (count === 0) return drawn;
  for (const i of drawIndices(pool.length, seededRandom(seed, `fewShot:${label}`))) {
    const candidate = pool[i]!;
    if (isOwn(candidate)) continue;
    drawn.push(candidate);
    if (drawn.length === count) return drawn;
  }
  throw new RangeError(
    `${count} few-shot examples are asked for, there are ${drawn.length} to draw from: ask for fewer`,
  );
}
