import { expect } from "vitest";
import { attentionBackwardTerms, attentionBackwardTermsReference } from "../../../src/kernels/attentionBackwardTerms";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const SHAPES = [
  { nQueries: 1, nHeads: 1, dHead: 1 },
  { nQueries: 7, nHeads: 9, dHead: 5 },
  { nQueries: 33, nHeads: 4, dHead: 80 },
];

gpuTest.for(SHAPES)("attention_backward_terms is its twin at %j", async ({ nQueries, nHeads, dHead }, { device }) => {
  const n = nQueries * nHeads;
  const [log_sum_exp, o, d_o] = [randn(1, n), randn(2, n * dHead), randn(3, n * dHead)];
  const params = { n_queries: nQueries, n_heads: nHeads };
  const terms = new Float32Array(2 * n).fill(777);
  const got = await run(device, attentionBackwardTerms(dHead), params, { log_sum_exp, o, d_o, terms });
  const want = attentionBackwardTermsReference(log_sum_exp, o, d_o, dHead);
  // sums of at most 80 products of about 1
  expect(closeness(got.terms, want, { rtol: 1e-5, atol: 1e-5 })).toBeLessThanOrEqual(1);
});
