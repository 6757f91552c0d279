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
