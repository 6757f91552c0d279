/** The gradient of `f` at `x` by central differences in f64: good to about 1e-8 of f's size where x and f are of about 1. */
export function finiteDifferences(
  f: (x: Float64Array<ArrayBuffer>) => number,
  x: ArrayLike<number>,
  step = 1e-4,
): Float64Array<ArrayBuffer> {
  const at = Float64Array.from(x);
  return at.map((value, i) => {
    at[i] = value + step;
    const above = f(at);
    at[i] = value - step;
    const below = f(at);
    at[i] = value;
    return (above - below) / (2 * step);
  });
}
