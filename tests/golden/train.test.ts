import { beforeAll, expect, test } from "vitest";
import { requestDevice } from "../../src/gpu/device";
import { GOLDEN_RUNS } from "../support/goldenTrain";
import { apart, type GoldenMethod, type GoldenModel, openGoldenModel, trainGolden } from "../support/goldenTraining";

const METHODS = Object.keys(GOLDEN_RUNS) as GoldenMethod[];
const LANGUAGES = ["cym_Latn", "eng_Latn"] as const;

let model: GoldenModel;

beforeAll(async () => {
  const { device } = (await requestDevice())!;
  model = await openGoldenModel(device);
  return () => device.destroy();
});

test.each(METHODS)("the ten steps of %s and its validation are those of PyTorch", async (method) => {
  const golden = GOLDEN_RUNS[method];
  const { steps, validations, trainableParameters, seconds } = await trainGolden(model, method, 10, true);
  const of = (at: number): number[] => LANGUAGES.map((language) => validations[at]!.lossNats[language]!);
  const wanted = (losses: Readonly<Record<string, number>>): number[] => LANGUAGES.map((language) => losses[language]!);
  const difference = {
    losses: apart(
      steps.map(({ lossNats }) => lossNats),
      golden.losses,
    ),
    norms: apart(
      steps.map(({ gradNorm }) => gradNorm),
      golden.gradNorms,
    ),
    validationBefore: apart(of(0), wanted(golden.valBefore)),
    validationAfter: apart(of(1), wanted(golden.valAfter)),
  };
  console.info(method, trainableParameters, `${seconds.toFixed(1)} s`, difference);
  expect(trainableParameters).toBe(golden.trainableParameters);
  expect(difference.losses).toBeLessThanOrEqual(1e-3);
  expect(difference.norms).toBeLessThanOrEqual(1e-2);
  expect(difference.validationBefore).toBeLessThanOrEqual(1e-3);
  expect(difference.validationAfter).toBeLessThanOrEqual(1e-3);
});
