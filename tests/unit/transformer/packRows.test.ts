import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_TARGET } from "../../../src/kernels/crossEntropyForward";
import { packRows } from "../../../src/transformer/packRows";
import { sortByToken } from "../../../src/transformer/sortByToken";

/** Windows of 3, 0, 1 and 4 tokens; 9 is padding. */
const WINDOWS = {
  ids: Int32Array.of(5, 6, 7, 9, 9, 9, 9, 9, 8, 9, 9, 9, 1, 2, 3, 4),
  lengths: Uint32Array.of(3, 0, 1, 4),
  nWindows: 4,
  seqLen: 4,
};
const NONE = NO_TARGET;
const f32 = (...values: number[]) => Float32Array.from(values);

describe("packed rows", () => {
  test("are the windows' tokens end to end; windows that predict nothing do not count", () => {
    expect(packRows(WINDOWS)).toEqual({
      nTokens: 8,
      ids: Uint32Array.of(5, 6, 7, 8, 1, 2, 3, 4),
      positions: Uint32Array.of(0, 1, 2, 0, 0, 1, 2, 3),
      windowStart: Uint32Array.of(0, 0, 0, 3, 4, 4, 4, 4),
      windowEnd: Uint32Array.of(3, 3, 3, 4, 8, 8, 8, 8),
      targets: Uint32Array.of(6, 7, NONE, NONE, 2, 3, 4, NONE),
      lossWeights: f32(1 / 4, 1 / 4, 0, 0, 1 / 6, 1 / 6, 1 / 6, 0),
    });
  });

  test("of a part of a step weigh as much as it is", () => {
    const { lossWeights } = packRows(WINDOWS, { windowsPerStep: 8 });
    expect(lossWeights).toEqual(f32(1 / 16, 1 / 16, 0, 0, 1 / 24, 1 / 24, 1 / 24, 0));
  });

  test("with loss on padding have it as tokens", () => {
    const rows = packRows(WINDOWS, { lossOnPadding: true });
    expect(rows.ids).toEqual(Uint32Array.from(WINDOWS.ids));
    expect(rows.targets.subarray(0, 8)).toEqual(Uint32Array.of(6, 7, 9, NONE, 9, 9, 9, NONE));
    const window = [1 / 12, 1 / 12, 1 / 12, 0];
    expect(rows.lossWeights).toEqual(f32(...window, ...window, ...window, ...window));
  });
});

test("rows are grouped by token: ascending, each row once, in their order within a token", () => {
  expect(sortByToken(Uint32Array.of(4, 1, 4, 0, 1, 4))).toEqual({
    unique: Uint32Array.of(0, 1, 4),
    starts: Uint32Array.of(0, 1, 3, 6),
    order: Uint32Array.of(3, 1, 4, 0, 2, 5),
  });
  expect(sortByToken(new Uint32Array())).toEqual({
    unique: new Uint32Array(),
    starts: Uint32Array.of(0),
    order: new Uint32Array(),
  });
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (ids) => {
      const { unique, starts, order } = sortByToken(Uint32Array.from(ids));
      const groups = Array.from(unique, (token, u) => [token, [...order.subarray(starts[u], starts[u + 1])]]);
      const want = [...new Set(ids)].sort((a, b) => a - b);
      expect(groups).toEqual(want.map((token) => [token, ids.flatMap((id, t) => (id === token ? [t] : []))]));
    }),
  );
});
