import fc from "fast-check";
import { expect, test } from "vitest";
import { neuronEntropyReference } from "../../../src/kernels/neuronEntropy";

const row = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });

test("is 0 to ln(n), ln(n) for a uniform row, and NaN where nothing fired", () => {
  fc.assert(
    fc.property(row, fc.float({ min: Math.fround(1e-9), max: 1, noNaN: true }), (p, x) => {
      const nats = neuronEntropyReference(p);
      if (p.every((value) => value === 0)) expect(nats).toBeNaN();
      else expect(nats >= 0 && nats <= Math.log(p.length) + 1e-9).toBe(true);
      const uniform = neuronEntropyReference(p.map(() => x));
      expect(Math.abs(uniform - Math.log(p.length))).toBeLessThan(1e-9);
    }),
  );
});

test("is the same for every order of the languages, bit for bit", () => {
  fc.assert(
    fc.property(row, fc.nat(), (p, seed) => {
      const turned = p.map((_, k) => p[(k + seed) % p.length]!).reverse();
      expect(neuronEntropyReference(turned)).toBe(neuronEntropyReference(p));
    }),
  );
});

test("agrees with the formula of the paper", () => {
  fc.assert(
    fc.property(row, (p) => {
      const total = p.reduce((sum, x) => sum + x, 0);
      fc.pre(total > 0);
      const nats = -p.map((x) => x / total).reduce((sum, q) => sum + (q > 0 ? q * Math.log(q) : 0), 0);
      expect(Math.abs(neuronEntropyReference(p) - nats)).toBeLessThan(1e-9);
    }),
  );
});
