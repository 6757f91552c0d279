import { expect, test } from "vitest";
import { ropeRotateReference } from "../../../src/kernels/ropeRotate";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

const TOLERANCE = { rtol: 1e-7, atol: 1e-7 };
const ANGLES = [
  [0.3, 1.1],
  [2, -0.7],
];
/** [2 positions, 4 channels]. */
const COS_SIN = ANGLES.flatMap((row) => [...row.map(Math.cos), ...row.map(Math.sin)]);
const POSITIONS = [1, 0, 1];
const SHAPE = { nHeads: 2, dHead: 4 };

test("a quarter turn takes the first half of a head to the second", () => {
  const shape = { nHeads: 1, dHead: 2, direction: 1 } as const;
  expect([...ropeRotateReference(shape, [0], [0, 1], [5, 0])]).toEqual([0, 5]);
  expect([...ropeRotateReference(shape, [0], [0, 1], [0, 5])]).toEqual([-5, 0]);
});

test("turning back undoes turning", () => {
  const x = randn(1, 3 * 2 * 4);
  const turned = ropeRotateReference({ ...SHAPE, direction: 1 }, POSITIONS, COS_SIN, x);
  const back = ropeRotateReference({ ...SHAPE, direction: -1 }, POSITIONS, COS_SIN, turned);
  expect(closeness(back, x, TOLERANCE)).toBeLessThanOrEqual(1);
});

test("turning back is the gradient of turning, as finite differences have it", () => {
  const [x, dy] = [randn(1, 3 * 2 * 4), randn(2, 3 * 2 * 4)];
  const loss = (at: ArrayLike<number>): number =>
    ropeRotateReference({ ...SHAPE, direction: 1 }, POSITIONS, COS_SIN, at).reduce((sum, y, i) => sum + y * dy[i]!, 0);
  const got = ropeRotateReference({ ...SHAPE, direction: -1 }, POSITIONS, COS_SIN, dy);
  expect(closeness(got, finiteDifferences(loss, x), TOLERANCE)).toBeLessThanOrEqual(1);
});
