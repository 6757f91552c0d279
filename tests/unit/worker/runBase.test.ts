import { expect, test } from "vitest";
import { checkBase } from "../../../src/worker/runBase";
import type { RunSummary } from "../../../src/worker/runProtocol";

const model = { name: "babel-7m", hash: "ab", dtype: "q4", isRounded: true };
const kept = { run: { name: "Subnetwork cym", model } as RunSummary };

test("a run goes with the files and the weight format that it was trained on, and with no others", () => {
  expect(() => checkBase(kept, { ...model, name: "a copy" })).not.toThrow();
  expect(() => checkBase(kept, { ...model, dtype: "q4 as f16" })).toThrow(
    "Subnetwork cym is of babel-7m q4, babel-7m q4 as f16 is open: open its base",
  );
  expect(() => checkBase(kept, { ...model, hash: "cd" })).toThrow(/open its base/);
});
