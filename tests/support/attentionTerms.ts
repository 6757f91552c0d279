import { attentionBackwardTermsReference } from "../../src/kernels/attentionBackwardTerms";
import { attentionForwardReference } from "../../src/kernels/attentionForward";
import { seesFromStart } from "../../src/kernels/attentionShape";
import type { AttentionData } from "./attentionCases";

/** What the backward kernels read of the softmax, in f64 from the definition and then rounded. */
export function attentionTerms({ q, k, v, dO, windowStart, shape }: AttentionData): Float32Array<ArrayBuffer> {
  const { o, logSumExp } = attentionForwardReference(q, k, v, seesFromStart(windowStart, shape), shape);
  return Float32Array.from(attentionBackwardTermsReference(logSumExp, o, dO, shape.dHead));
}
