import { describe, expect } from "vitest";
import { embeddingForward, embeddingForwardReference } from "../../../src/kernels/embeddingForward";
import { gpuTest, run } from "../../support/gpuHarness";
import { FORMATS } from "../../support/linearCases";
import { randn, randomIntegers } from "../../support/numeric";
import { packMatrix } from "../../support/packMatrix";

// one element; an odd width; rows of several blocks, the last in part; more tokens than table rows; a part inside a larger table
const SHAPES = [
  { nRows: 1, dModel: 1, nTableRows: 1, firstRow: 0, dVocab: 1 },
  { nRows: 5, dModel: 31, nTableRows: 7, firstRow: 0, dVocab: 7 },
  { nRows: 70, dModel: 65, nTableRows: 9, firstRow: 0, dVocab: 9 },
  { nRows: 40, dModel: 48, nTableRows: 6, firstRow: 5, dVocab: 20 },
] as const;

describe.for(FORMATS)("embedding_forward from a table %j", (format) => {
  gpuTest.for(SHAPES)("is the twin at %j", async ({ nRows, dModel, nTableRows, firstRow, dVocab }, { device }) => {
    const ids = randomIntegers(1, nRows, dVocab);
    const w = packMatrix(2, format, nTableRows, dModel);
    const x = randn(3, nRows * dModel);
    const out = await run(
      device,
      embeddingForward(format),
      { n_rows: nRows, d_model: dModel, n_table_rows: nTableRows, first_row: firstRow, words_per_row: w.wordsPerRow },
      { ids, w: w.words, x },
    );
    const want = embeddingForwardReference(ids, { dModel, firstRow, values: w.values }, x);
    // A value is at most one subtraction and one product in f32, each rounded once.
    const wrong = out.x.filter((got, i) => !(Math.abs(got - want[i]!) <= 2e-7 * Math.abs(want[i]!)));
    expect(wrong).toHaveLength(0);
  });
});

gpuTest("embedding_forward leaves rows whose id is outside the table", async ({ device }) => {
  const params = { n_rows: 4, d_model: 1, n_table_rows: 2, first_row: 3, words_per_row: 1 };
  const w = new Uint32Array(Float32Array.of(30, 40).buffer);
  const data = { ids: Uint32Array.of(4, 2, 5, 0xffffffff), w, x: Float32Array.of(-1, -2, -3, -4) };
  const out = await run(device, embeddingForward({ kind: "f32" }), params, data);
  expect([...out.x]).toEqual([40, -2, -3, -4]);
});
