import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { expect, test } from "vitest";
import { exactPreTokenizer } from "../../../src/corpus/exactPreTokenizer";

interface Entry {
  readonly step: { readonly type: string };
  readonly rows: readonly (readonly [text: string, pieces: readonly string[]])[];
}

const entries = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/corpus/pieces.json"), "utf8"),
) as Entry[];

/** The pieces that the library cuts a text into with a pre-tokenizer. */
function piecesOf(step: unknown, text: string): string[] {
  const model = { type: "BPE", vocab: {}, merges: [] };
  const parts = { normalizer: null, post_processor: null, decoder: null, added_tokens: [], pre_tokenizer: step, model };
  return new Tokenizer(parts, {}).pre_tokenizer!(text, {});
}

test.each(entries.map(({ step, rows }) => [JSON.stringify(step), step, rows] as const))(
  "%s cuts texts as the Rust library does",
  (_name, step, rows) => {
    const exact = exactPreTokenizer(step);
    for (const [text, pieces] of rows) expect(piecesOf(exact, text), JSON.stringify(text)).toEqual(pieces);
  },
);

test("a long text without the pattern is cut in linear time", () => {
  const step = exactPreTokenizer({ type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious" });
  const started = performance.now();
  expect(piecesOf(step, "x".repeat(300_000))).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(5000); // quadratic: minutes
});

test("what is no known step is left as it is", () => {
  for (const step of [
    undefined,
    null,
    "x",
    { type: "ByteLevel", use_regex: true },
    { type: "Split", pattern: 3 },
    { type: "Sequence" },
  ]) {
    expect(exactPreTokenizer(step)).toEqual(step);
  }
});
