import { expect, test } from "vitest";
import { settingsLike } from "../../../../src/ui/tune/setUpLike";
import type { RunSummary } from "../../../../src/worker/runProtocol";

const config = { method: "lora", steps: 7 };
const at = (languages: readonly string[]) => ({
  first: { lossNats: Object.fromEntries(languages.map((one) => [one, 4])) },
});
const run = (change: object = {}) =>
  ({ config, language: "cym_Latn", model: { dtype: "q4" }, validated: null, ...change }) as unknown as RunSummary;
const settings = { config: { steps: 1 }, language: "mlt_Latn", watched: ["deu_Latn"], trainWindows: 12 };

test("a run's settings take the place of those that are set", () => {
  const validated = at(["cym_Latn", "eng_Latn", "fra_Latn"]);
  expect(settingsLike(run({ validated }), settings)).toEqual({
    ...{ config, language: "cym_Latn", trainWindows: 12 },
    watched: ["eng_Latn", "fra_Latn"],
  });
  expect(settingsLike(run({ validated: at(["cym_Latn"]) }), settings)?.watched).toEqual([]);
});

test("weights are loaded as the run had them", () => {
  const formatOf = (dtype: string) => settingsLike(run({ model: { dtype } }), { ...settings, weightFormat: "f32" });
  expect(formatOf("f16 as q8")).toMatchObject({ weightFormat: "q8" });
  expect(formatOf("q4")).not.toHaveProperty("weightFormat");
});

test("what a run does not tell stays: what it watched before its first validation, and all of an imported one", () => {
  expect(settingsLike(run(), settings)?.watched).toEqual(["deu_Latn"]);
  expect(settingsLike(run({ config: null }), settings)).toBeNull();
});
