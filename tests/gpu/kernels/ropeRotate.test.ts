import { expect } from "vitest";
import { ropeRotate, ropeRotateReference } from "../../../src/kernels/ropeRotate";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn, randomIntegers } from "../../support/numeric";

// one pair; odd halves; heads of usual sizes; more pairs than a workgroup holds
const SHAPES = [
  { nRows: 1, nHeads: 1, dHead: 2, nPositions: 1 },
  { nRows: 5, nHeads: 3, dHead: 14, nPositions: 4 },
  { nRows: 33, nHeads: 2, dHead: 64, nPositions: 40 },
  { nRows: 9, nHeads: 7, dHead: 10, nPositions: 100 },
] as const;

// Two products of about 1 in f32.
const TOLERANCE = { rtol: 1e-6, atol: 1e-6 };

/** f32[nPositions, dHead] of angles that are all different. */
function angles(nPositions: number, dHead: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: nPositions * dHead }, (_, i) => {
    const [position, c] = [Math.floor(i / dHead), i % dHead];
    const angle = position * (1 + (c % (dHead / 2))) * 0.37;
    return c < dHead / 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

gpuTest.for(SHAPES)("rope_rotate is the twin at %j", async ({ nRows, nHeads, dHead, nPositions }, { device }) => {
  const positions = randomIntegers(1, nRows, nPositions);
  const cosSin = angles(nPositions, dHead);
  const x = randn(2, nRows * nHeads * dHead);
  const params = { n_rows: nRows, n_heads: nHeads, d_head: dHead, n_positions: nPositions };
  for (const direction of [1, -1] as const) {
    const out = await run(device, ropeRotate, { ...params, direction }, { positions, cos_sin: cosSin, x });
    const want = ropeRotateReference({ nHeads, dHead, direction }, positions, cosSin, x);
    expect(closeness(out.x, want, TOLERANCE)).toBeLessThanOrEqual(1);
  }
});

gpuTest("rope_rotate leaves a row whose position is not in the table, and refuses an odd head", async ({ device }) => {
  const params = { n_rows: 2, n_heads: 1, d_head: 2, n_positions: 2, direction: 1 };
  const data = { positions: Uint32Array.of(2, 1), cos_sin: Float32Array.of(1, 0, 0, 1) };
  const out = await run(device, ropeRotate, params, { ...data, x: Float32Array.of(1, 2, 3, 4) });
  expect([...out.x]).toEqual([1, 2, -4, 3]);
  const odd = { positions: Uint32Array.of(0), cos_sin: new Float32Array(3), x: new Float32Array(3) };
  const oddParams = { n_rows: 1, n_heads: 1, d_head: 3, n_positions: 1, direction: 1 };
  await expect(run(device, ropeRotate, oddParams, odd)).rejects.toThrow("3 channels");
});
