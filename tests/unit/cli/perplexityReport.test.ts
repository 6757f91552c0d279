import { expect, test } from "vitest";
import { figures, type Measured, notMeasured } from "../../../src/cli/perplexityReport";
import { languagePerplexity } from "../../../src/evaluate/perplexity";
import { perplexityChange } from "../../../src/evaluate/perplexityChange";
import type { PerplexityResult } from "../../../src/evaluate/perplexityResult";

const SETTINGS = { resamples: 50, seed: 1 };

/** Windows of five tokens that lose these nats; of one token where they are null. */
function resultOf(windows: readonly (number | null)[]): PerplexityResult {
  const lengths = Uint32Array.from(windows, (nats) => (nats === null ? 1 : 5));
  const text = {
    batch: {
      ...{ language: "mlt_Latn", seqLen: 5, nWindows: windows.length, lengths },
      ids: new Int32Array(5 * windows.length),
      nTokens: 5 * windows.length,
    },
    bytes: windows.map((nats) => (nats === null ? 0 : 8)),
    tailTokens: 4,
  };
  const nats = windows.map((own) => own ?? 0);
  return { seqLen: 5, ...SETTINGS, unmeasured: [], languages: [languagePerplexity(text, nats, SETTINGS)] };
}

function figuresOf(base: PerplexityResult, tuned: PerplexityResult) {
  const subject = { name: "run", weights: "w" } as unknown as Measured["subject"];
  const change = perplexityChange(base, tuned, SETTINGS);
  return figures({ subject, result: tuned, change, manifest: {} as Measured["manifest"] });
}

test("a single window has no interval, and that is said", () => {
  const { note, languages } = figuresOf(resultOf([8, null]), resultOf([10, null]));
  expect(languages).toMatchObject({
    mlt_Latn: {
      ...{ tokens: 4, windows: 1, tail_tokens: 4, loss_nats: 2.5, change_nats: 0.5 },
      ...{ loss_interval: null, bits_interval: null, change_interval: null, change_bits_interval: null },
    },
  });
  expect(note).toMatch(/^With a single window a language/);
});

test("a few windows have intervals that are told to be too narrow; ten are enough", () => {
  const few = figuresOf(resultOf([8, 8]), resultOf([10, 10]));
  expect(few.languages).toMatchObject({ mlt_Latn: { windows: 2, change_interval: [0.5, 0.5] } });
  expect(few.note).toMatch(/^With 2 windows a language/);
  const enough = Array.from({ length: 10 }, (_, w) => 8 + w);
  expect(figuresOf(resultOf(enough), resultOf(enough)).note).toBeNull();
});

test("what was left out is told with why", () => {
  expect(notMeasured({ unmeasured: [{ language: "cym_Latn", reason: "cym_Latn has 3 tokens" }] })).toEqual({
    unmeasured: { cym_Latn: "cym_Latn has 3 tokens" },
  });
});
