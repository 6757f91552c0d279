import { drawIndices, seededRandom } from "../tensor/random";

/** The windows of a run by their place: epoch after epoch, each holding every window once. */
export interface WindowOrder {
  /** The windows at places [from, from + count), counted from the start of the run over all epochs. */
  take(from: number, count: number): number[];
}

/**
 * File order, or one drawn anew for each epoch from the seed and the epoch's number: a run that goes on at some place needs
 * no state of a generator.
 */
export function windowOrder(
  nWindows: number,
  { seed, shuffle }: { readonly seed: number; readonly shuffle: boolean },
): WindowOrder {
  let drawn: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (drawn?.epoch !== epoch) {
      drawn = {
        epoch,
        order: Uint32Array.from(drawIndices(nWindows, seededRandom(seed, `windows of epoch ${epoch}`))),
      };
    }
    return drawn.order;
  };
  return {
    take: (from, count) =>
      Array.from({ length: count }, (_, i) => {
        const place = from + i;
        const within = place % nWindows;
        return shuffle ? orderOf(Math.floor(place / nWindows))[within]! : within;
      }),
  };
}
