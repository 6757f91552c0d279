import { expect, test } from "vitest";
import { BufferLimitError } from "../../../src/gpu/buffers";
import { runFailure } from "../../../src/worker/runFailure";

test("a buffer that the device does not give, however deep it lies, comes with what to do", () => {
  const cause = new BufferLimitError("buffer kept of 3276800000 bytes exceeds the device's 1073741824");
  const told = runFailure(new Error(`step 1: ${cause.message}`, { cause }));
  expect(String(told)).toMatch(/^Error: step 1: buffer kept of .* 1073741824\. .*smaller batch.*shorter windows.*q4/);
});

test("other errors stay what they are, a stop too", () => {
  const stop = new DOMException("stopped", "AbortError");
  const circular: Error = new Error("round");
  circular.cause = circular;
  for (const error of [new RangeError("batchSize is 0"), stop, circular, "text"]) expect(runFailure(error)).toBe(error);
});
