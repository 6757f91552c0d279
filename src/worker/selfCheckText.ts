import type { DeviceAttempt } from "../model/chooseDevice";
import type { SelfCheckSummary } from "./scanProtocol";

const nameOf = ({ subgroups }: DeviceAttempt): string => (subgroups ? "with subgroups" : "without subgroups");

/** The outcome of the last attempt, and of which devices it speaks: one adapter gives one with subgroups and one without. */
export function summarize(attempts: readonly DeviceAttempt[]): SelfCheckSummary {
  const last = attempts.at(-1)!;
  const { threshold, worst, ...rest } = last.result;
  const { layer, token, neuron } = worst;
  const failed = attempts.filter(({ result }) => !result.passed).map(nameOf);
  const device = last.result.passed
    ? [nameOf(last), ...failed.map((name) => `failed ${name}`)].join("; ")
    : failed.join(" and ");
  return { ...rest, tolerance: threshold, worst: { layer, token, neuron }, device };
}

function failureOf({ hasNaN, nCompared, worst, ratePerLayer }: SelfCheckSummary): string {
  if (hasNaN && worst) {
    return `gates are NaN or infinite, first at layer ${worst.layer}, token ${worst.token}, neuron ${worst.neuron},`;
  }
  if (nCompared === 0) return "all gates are 0, so that there was nothing to compare,";
  const rate = (100 * Math.max(...ratePerLayer)).toFixed(2);
  return `WebGPU differs from wasm in the sign of up to ${rate} % of a layer's gates`;
}

/** Why no scan runs on WebGPU, for the person. `seqLen` is the length of the window that was compared. */
export function describeFailure(summary: SelfCheckSummary, seqLen: number): string {
  return (
    `the self-check failed: at ${seqLen} tokens ${failureOf(summary)} on this adapter, tried ${summary.device}. ` +
    "Nothing was counted; scan on wasm instead."
  );
}
