import { expect, test } from "vitest";
import { embeddingBackwardReference } from "../../../src/kernels/embeddingBackward";
import { embeddingForwardReference } from "../../../src/kernels/embeddingForward";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

test("the forward twin takes rows by their ids and leaves what another part has", () => {
  const part = { dModel: 2, firstRow: 1, values: [10, 11, 20, 21] };
  expect([...embeddingForwardReference([2, 0, 1, 3], part, new Array(8).fill(-1))]).toEqual([
    20, 21, -1, -1, 10, 11, -1, -1,
  ]);
});

test("the gradient of the table is that of finite differences, added to what is there", () => {
  const ids = [2, 0, 2, 2, 3];
  const [table, dx, there] = [randn(1, 4 * 3), randn(2, 5 * 3), randn(3, 4 * 3)];
  const loss = (values: ArrayLike<number>): number =>
    embeddingForwardReference(ids, { dModel: 3, firstRow: 0, values }, new Float64Array(15)).reduce(
      (sum, x, i) => sum + x * dx[i]!,
      0,
    );
  const got = embeddingBackwardReference(3, ids, dx, there);
  const want = finiteDifferences(loss, table).map((d, i) => d + there[i]!);
  expect(closeness(got, want, { rtol: 1e-7, atol: 1e-7 })).toBeLessThanOrEqual(1);
});
