import { describe, expect, test } from "vitest";
import { attentionBackwardReference } from "../../../src/kernels/attentionBackwardQuery";
import { attentionForwardReference } from "../../../src/kernels/attentionForward";
import { seesFromStart, seesUntilEnd } from "../../../src/kernels/attentionShape";
import { ATTENTION_CASES, attentionData } from "../../support/attentionCases";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness } from "../../support/numeric";

describe("attention's twin", () => {
  test("is the softmax of three scores worked out by hand", () => {
    const shape = { nQueries: 3, nKeys: 3, nHeads: 1, nKvHeads: 1, dHead: 1, keyOffset: 0, sliding: 0, scale: 1 };
    const logs = [0, Math.log(2), Math.log(3)];
    const { o, logSumExp } = attentionForwardReference([1, 1, 1], logs, [6, 12, 18], (t, key) => key <= t, shape);
    // Row 1 weighs 1 : 2, row 2 weighs 1 : 2 : 3.
    expect(closeness(o, [6, 10, 14], { rtol: 1e-14, atol: 1e-15 })).toBeLessThanOrEqual(1);
    expect(closeness(logSumExp, [0, Math.log(3), Math.log(6)], { rtol: 1e-14, atol: 1e-15 })).toBeLessThanOrEqual(1);
  });

  test("shares the key heads among the heads in order", () => {
    const shape = { nQueries: 1, nKeys: 1, nHeads: 6, nKvHeads: 3, dHead: 1, keyOffset: 0, sliding: 0, scale: 1 };
    const { o } = attentionForwardReference(new Float64Array(6), [0, 0, 0], [7, 8, 9], () => true, shape);
    expect([...o]).toEqual([7, 7, 8, 8, 9, 9]);
  });

  test.each(ATTENTION_CASES)("sees the same from the queries' side and the keys' side at %j", (c) => {
    const { shape, windowStart, windowEnd } = attentionData(c);
    const [fromStart, untilEnd] = [seesFromStart(windowStart, shape), seesUntilEnd(windowEnd, shape)];
    for (let t = 0; t < shape.nQueries; t++) {
      for (let key = 0; key < shape.nKeys; key++) expect(untilEnd(t, key)).toBe(fromStart(t, key));
    }
  });

  test("sees its own window, no later key, and as many as slide along", () => {
    const shape = { nQueries: 6, nKeys: 6, nHeads: 1, nKvHeads: 1, dHead: 1, keyOffset: 0, sliding: 2, scale: 1 };
    const sees = seesFromStart(Uint32Array.of(0, 0, 0, 0, 4, 4), shape);
    const keys = Array.from({ length: 6 }, (_, t) => [0, 1, 2, 3, 4, 5].filter((key) => sees(t, key)));
    expect(keys).toEqual([[0], [0, 1], [1, 2], [2, 3], [4], [4, 5]]);
  });

  test.each([
    { windows: [4, 1, 3], nHeads: 2, nKvHeads: 1, dHead: 3 },
    { windows: [5, 4], nHeads: 4, nKvHeads: 2, dHead: 2, sliding: 3, keyOffset: 2 },
  ])("has the gradients of central differences at %j", (c) => {
    const { q, k, v, dO, windowStart, shape } = attentionData(c);
    const sees = seesFromStart(windowStart, shape);
    const { dQ, dK, dV } = attentionBackwardReference(q, k, v, dO, sees, shape);
    const loss = (q: ArrayLike<number>, k: ArrayLike<number>, v: ArrayLike<number>): number =>
      attentionForwardReference(q, k, v, sees, shape).o.reduce((sum, x, i) => sum + x * dO[i]!, 0);
    // Third derivatives of about 1 times the square of the step, 1e-8.
    const tolerance = { rtol: 1e-6, atol: 1e-7 };
    const pairs = [
      [dQ, finiteDifferences((x) => loss(x, k, v), q)],
      [dK, finiteDifferences((x) => loss(q, x, v), k)],
      [dV, finiteDifferences((x) => loss(q, k, x), v)],
    ] as const;
    for (const [got, want] of pairs) expect(closeness(got, want, tolerance)).toBeLessThanOrEqual(1);
  });
});
