import { expect, test } from "vitest";
import type { FinetuneWindows } from "../../../src/worker/finetuneWindows";
import { textOrigin } from "../../../src/worker/runOrigin";

type Validation = FinetuneWindows["validation"][number];

const windows = (...validation: readonly [language: string, from: Validation["from"], tokens: number][]) =>
  ({
    train: { language: "cym_Latn", nTokens: 640 },
    validation: validation.map(([language, from, tokens]) => ({ language, from, tokens })),
  }) as unknown as FinetuneWindows;

test("each text of a run has the hash of the files that it is of", () => {
  const of = windows(
    ["cym_Latn", "held out", 64],
    ["eng_Latn", "corpus", 128],
    ["fra_Latn", "validation text", 32],
    ["deu_Latn", "corpus", 256],
  );
  expect(textOrigin(of, { train: "aa", validation: "bb", corpus: "cc" })).toEqual({
    train: { hash: "aa", tokens: [{ language: "cym_Latn", tokens: 640 }] },
    validation: [
      { from: "held out", hash: "aa", tokens: [{ language: "cym_Latn", tokens: 64 }] },
      {
        from: "corpus",
        hash: "cc",
        tokens: [
          { language: "eng_Latn", tokens: 128 },
          { language: "deu_Latn", tokens: 256 },
        ],
      },
      { from: "validation text", hash: "bb", tokens: [{ language: "fra_Latn", tokens: 32 }] },
    ],
  });
});

test("a run that validates nothing names no text for it", () => {
  expect(textOrigin(windows(), { train: "aa", validation: null, corpus: null }).validation).toEqual([]);
});
