/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** 95 % Wilson score interval of a proportion (Wilson 1927): within [0, 1] and sensible at 0 and 1. */
export function wilsonInterval(count: number, n: number): { low: number; high: number } {
  const p = count / n;
  const z2 = Z * Z;
  const center = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { low: count === 0 ? 0 : center - half, high: count === n ? 1 : center + half };
}
