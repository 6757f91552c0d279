import fc from "fast-check";
import { expect, test } from "vitest";
import { activationProbabilityReference } from "../../../src/kernels/activationProbability";

const bits = (x: number): bigint => BigInt(new Uint32Array(Float32Array.of(x).buffer)[0]!);

/** Value of an f32 as a fraction over 2^200, exactly. */
function exact(x: number): bigint {
  const b = bits(x);
  const [exponent, fraction] = [b >> 23n, b & 0x7fffffn];
  return (exponent === 0n ? fraction : (fraction | 0x800000n) << (exponent - 1n)) << 51n; // 2^-149 * 2^200
}

test("no f32 lies nearer to the exact quotient of the operands, themselves rounded to f32", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.maxSafeNat(), (count, extra) => {
      const n = count + (extra % 2 ** 40);
      const p = activationProbabilityReference(count, n);
      const [a, b] = [BigInt(Math.fround(count)), BigInt(Math.fround(n))];
      const error = (x: number): bigint => {
        const difference = exact(x) * b - (a << 200n);
        return difference < 0n ? -difference : difference;
      };
      const view = new Float32Array(Uint32Array.of(Number(bits(p)) - 1, Number(bits(p)) + 1).buffer);
      expect(error(p) < error(view[0]!) && error(p) < error(view[1]!)).toBe(true);
    }),
  );
});

test("counts that no f32 holds are rounded first, ties to even", () => {
  expect(activationProbabilityReference(2 ** 24 + 1, 1)).toBe(2 ** 24);
  expect(activationProbabilityReference(2 ** 24 + 3, 1)).toBe(2 ** 24 + 4);
  expect(activationProbabilityReference(0, 5)).toBe(0);
});
