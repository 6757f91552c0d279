import { expect } from "vitest";
import { embeddingBackward, embeddingBackwardReference } from "../../../src/kernels/embeddingBackward";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn, randomIntegers } from "../../support/numeric";

// one element; an odd width and ids that repeat; every row the same id; ids that never occur
const SHAPES = [
  { nRows: 1, dModel: 1, dVocab: 1 },
  { nRows: 50, dModel: 31, dVocab: 7 },
  { nRows: 33, dModel: 65, dVocab: 1 },
  { nRows: 20, dModel: 64, dVocab: 300 },
] as const;

// Sums of at most 33 numbers of about 1 in f32.
const TOLERANCE = { rtol: 1e-6, atol: 1e-5 };

/** The rows of each id side by side, in their order. */
function sorted(ids: Uint32Array) {
  const unique = Uint32Array.from([...new Set(ids)].sort((a, b) => a - b));
  const rows = [...unique].map((id) => [...ids.keys()].filter((t) => ids[t] === id));
  const starts = Uint32Array.from([0, ...rows.map((_, u) => rows.slice(0, u + 1).flat().length)]);
  return { unique, starts, order: Uint32Array.from(rows.flat()) };
}

gpuTest.for(SHAPES)("embedding_backward is the twin at %j", async ({ nRows, dModel, dVocab }, { device }) => {
  const ids = randomIntegers(1, nRows, dVocab);
  const { unique, starts, order } = sorted(ids);
  const dx = randn(2, nRows * dModel);
  const dtable = randn(3, dVocab * dModel);
  const sizes = { n_unique: unique.length, n_unique_plus_1: starts.length };
  const params = { n_rows: nRows, ...sizes, d_model: dModel, d_vocab: dVocab };
  const out = await run(device, embeddingBackward, params, { unique, starts, order, dx, dtable });
  const want = embeddingBackwardReference(dModel, ids, dx, dtable);
  expect(closeness(out.dtable, want, TOLERANCE)).toBeLessThanOrEqual(1);
});

gpuTest("embedding_backward refuses starts that do not fit its ids", async ({ device }) => {
  const params = { n_rows: 1, n_unique: 1, n_unique_plus_1: 1, d_model: 1, d_vocab: 1 };
  const data = { unique: new Uint32Array(1), starts: new Uint32Array(1), order: new Uint32Array(1) };
  const values = { dx: new Float32Array(1), dtable: new Float32Array(1) };
  await expect(run(device, embeddingBackward, params, { ...data, ...values })).rejects.toThrow("1 ids have 2 starts");
});
