import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, formatSettings, parseSettings, type Settings } from "../../../src/ui/settings";

describe("settings of an earlier visit", () => {
  test("a first visit opens the sample project", () => {
    expect(parseSettings(null)).toEqual(DEFAULT_SETTINGS);
    expect(DEFAULT_SETTINGS).toMatchObject({ lastModel: { kind: "sample" }, lastCorpus: "sample" });
  });

  test("what was written is read", () => {
    const settings: Settings = {
      theme: "dark",
      shortcuts: false,
      scanConfig: {
        languages: ["mlt_Latn"],
        tokensPerLanguage: 4096,
        seqLen: 256,
        seed: 7,
        bos: true,
        memoryBytes: 1e8,
      },
      lapeConfig: { topRate: 0.05, filterRate: 0.9, activationBarRatio: 0.8 },
      finetuneSettings: {
        config: {
          method: "lora",
          steps: 12,
          clip: null,
          shuffle: false,
          lora: { rank: 4 },
          schedule: { kind: "linear" },
        },
        preset: "publishedScript",
        language: "cym_Latn",
        watched: ["eng_Latn"],
        validationWindows: 8,
        weightFormat: "q8",
      },
      tunesOnSample: true,
      lastModel: { kind: "url", url: "https://example.org/m/" },
      lastCorpus: "files",
    };
    expect(parseSettings(formatSettings(settings))).toEqual(settings);
    expect(parseSettings(formatSettings({ ...settings, lastModel: null, lastCorpus: null }))).toMatchObject({
      lastModel: null,
      lastCorpus: null,
    });
  });

  test("each bad value falls to its default, the good ones stay", () => {
    const text = JSON.stringify({
      version: 1,
      theme: "pink",
      scanConfig: { seqLen: -5, seed: 3, languages: [1], startOver: true },
      lapeConfig: { topRate: 2, filterRate: 0.5, activationBarRatio: 0.5 },
      lastModel: { kind: "url", url: "" },
    });
    expect(parseSettings(text)).toEqual({ ...DEFAULT_SETTINGS, scanConfig: { seed: 3 } });
  });

  test("neurons that a script gave are not kept, and unknown presets and formats are not read", () => {
    const finetuneSettings = { config: { steps: 3 }, neurons: [[1, 2]] };
    expect(parseSettings(formatSettings({ ...DEFAULT_SETTINGS, finetuneSettings })).finetuneSettings).toEqual({
      config: { steps: 3 },
    });
    const finetune = { config: { steps: [], lora: 3 }, preset: "mine", weightFormat: "q2", language: 5, watched: [1] };
    const text = JSON.stringify({ version: 1, finetuneSettings: finetune });
    expect(parseSettings(text).finetuneSettings).toEqual({ config: {} });
  });

  test("another version is not read", () => {
    expect(parseSettings('{"version":2,"theme":"dark"}')).toEqual(DEFAULT_SETTINGS);
  });

  test("never throws, and always gives valid settings", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { theme, lapeConfig } = parseSettings(text);
        return ["system", "light", "dark"].includes(theme) && lapeConfig.topRate > 0 && lapeConfig.topRate <= 1;
      }),
    );
  });
});
