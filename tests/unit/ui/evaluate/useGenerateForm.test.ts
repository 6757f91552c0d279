import { expect, test } from "vitest";
import { emptyForm, toRequest } from "../../../../src/state/generateForm";
import { withRuns } from "../../../../src/ui/evaluate/generate/useGenerateForm";

test("runs that are gone are not asked for: none goes on, and the base is steered", () => {
  const step = { language: "cym_Latn", op: "set", amount: -1 } as const;
  const form = { ...emptyForm, run: "a", steered: true, steeredRun: "b", steps: [{ key: 1, step }] };
  const subjectsWith = (...ids: string[]) =>
    toRequest(
      withRuns(
        form,
        ids.map((id) => ({ id })),
      ),
    ).subjects;
  expect(subjectsWith("a", "b")).toEqual([{}, { run: "a" }, { run: "b", steer: [step] }]);
  expect(subjectsWith("a")).toEqual([{}, { run: "a" }, { steer: [step] }]);
  expect(subjectsWith("c")).toEqual([{}, { steer: [step] }]);
});
