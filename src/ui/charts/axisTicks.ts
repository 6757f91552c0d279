/** Steps that read well: 1, 2 or 5 times a power of ten. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  // A hair of room, so that a step that is nice up to rounding is not made larger.
  const nice = [1, 2, 5, 10].find((step) => lead <= step * (1 + 1e-9)) ?? 10;
  return nice * power;
}

/** Round numbers from `low` to `high`, both included where they are round: about `count`, at most one more. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [low];
  const step = niceStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Whole numbers from `low` to `high`: for layers, neurons and counts. */
export function wholeTicks(low: number, high: number, count: number): number[] {
  return niceTicks(low, high, Math.min(count, Math.max(1, high - low))).filter(Number.isInteger);
}
