import { describe, expect, test } from "vitest";
import { fillConfig, presetOf } from "../../../src/worker/finetuneSettings";

describe("the settings of a run", () => {
  test("are the published ones where nothing is set (methods.md 2.6, 2.7)", () => {
    expect(fillConfig({ method: "full" }, "published", 131_072, () => null)).toMatchObject({
      seqLen: 512,
      batchSize: 2,
      steps: 97_656,
      learningRate: 1e-5,
      weightDecay: 0.01,
      clip: 0.5,
      lossOnPadding: false,
    });
    expect(fillConfig({}, "published", 131_072, () => null)).toMatchObject({
      method: "subnetwork",
      learningRate: 1e-4,
    });
  });

  test("go once over the text at most, and no further than the model's context", () => {
    const filled = fillConfig({ batchSize: 4 }, "published", 256, ({ seqLen }) => (seqLen === 256 ? 1001 : 0));
    expect(filled).toMatchObject({ seqLen: 256, steps: 250 });
    expect(fillConfig({}, "published", 512, () => 1).steps).toBe(1);
    expect(fillConfig({ steps: 5000 }, "published", 512, () => 10).steps).toBe(5000);
  });

  test("differ from the preset where they are set, also one part of a schedule", () => {
    const filled = fillConfig(
      { schedule: { kind: "cosine" }, lora: { rank: 4 }, clip: null },
      "small",
      512,
      () => null,
    );
    expect(filled).toMatchObject({
      schedule: { kind: "cosine", warmupSteps: 0 },
      lora: { rank: 4, alpha: 16 },
      clip: null,
    });
  });

  test("come from the preset for small models where the model is small", () => {
    expect(presetOf({ config: {} }, 6.8e6)).toBe("small");
    expect(presetOf({ config: {} }, 500e6)).toBe("published");
    expect(presetOf({ config: {}, preset: "publishedScript" }, 6.8e6)).toBe("publishedScript");
    expect(() => presetOf({ config: {}, preset: "mine" }, 1)).toThrow(/published, publishedScript, small/);
  });
});
