/** mulberry32 + Box-Muller: the same normal numbers on every machine. */
export function randn(seed: number, n: number): Float32Array<ArrayBuffer> {
  const uniform = uniforms(seed);
  return Float32Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Numbers in [0, 1), the same on every machine. */
export function uniforms(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Integers in [0, end). */
export function randomIntegers(seed: number, n: number, end: number): Uint32Array<ArrayBuffer> {
  const uniform = uniforms(seed);
  return Uint32Array.from({ length: n }, () => Math.floor(uniform() * end));
}

/** The largest `|got - want| / (atol + rtol * |want|)`; at most 1 when every element is close. NaN is never close. */
export function closeness(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): number {
  if (got.length !== want.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!) / (atol + rtol * Math.abs(want[i]!));
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}
