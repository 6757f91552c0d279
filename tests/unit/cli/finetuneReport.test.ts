import { expect, test } from "vitest";
import { finetuneResult } from "../../../src/cli/finetuneReport";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import type { TrainLog } from "../../../src/train/trainLog";

const base = { name: "sample", hash: "00", dtype: "q4", isRounded: false };

/** A run that was best in the middle. */
const overfitted: TrainLog = {
  config: FINETUNE_PRESETS.published.config("subnetwork"),
  language: "cym_Latn",
  trainableParameters: 12,
  steps: [1, 2].map((step) => ({ step, lossNats: 4 / step, learningRate: 1e-4, gradNorm: 1, tokens: 32 * step })),
  validations: [4, 3, 5].map((loss, step) => ({ step, tokens: 32 * step, lossNats: { cym_Latn: loss } })),
  bestStep: 1,
  seconds: 2,
  stopped: "finished",
};

test("the loss of the weights that are kept is told beside the last one", () => {
  expect(finetuneResult(overfitted, base, [])).toMatchObject({
    validation_before: { step: 0, loss_nats: { cym_Latn: 4 } },
    validation_after: { step: 2, loss_nats: { cym_Latn: 5 } },
    validation_kept: { step: 1, loss_nats: { cym_Latn: 3 } },
    best_step: 1,
  });
});

test("a run without a validation kept none", () => {
  const result = finetuneResult({ ...overfitted, validations: [], bestStep: null }, base, []);
  expect(result).toMatchObject({ validation_after: null, validation_kept: null, best_step: null });
});
