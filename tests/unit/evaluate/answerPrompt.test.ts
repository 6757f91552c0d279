import { expect, test } from "vitest";
import { answerPrompt } from "../../../src/evaluate/tasks/answerPrompt";
import type { Decoder } from "../../../src/transformer/decoder";

/** A token a character; the model goes on with "ok" and ends. */
const tokenizer = {
  prefix: [1],
  encode: (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!),
  decode: (tokens: readonly number[]) => String.fromCodePoint(...tokens.filter((token) => token > 2)),
};
const EOS = 2;

function decoderOf(says: readonly number[]): { decoder: Decoder; fed: number[][] } {
  const fed: number[][] = [];
  const beginText = () => ({
    length: 0,
    feed: async (ids: readonly number[]) => {
      fed.push([...ids]);
      const logits = new Float32Array(200);
      logits[says[fed.length - 1]!] = 50;
      return logits;
    },
    rewind: () => undefined,
    destroy: () => undefined,
  });
  return { decoder: { beginText } as unknown as Decoder, fed };
}

const settings = { maxTokens: 4, temperature: 0, repetitionPenalty: 1, stop: ["\n"] };
const answererOf = (decoder: Decoder, signal = new AbortController().signal) => ({
  ...{ decoder, tokenizer, context: 12, eosTokenIds: [EOS], signal },
});

test("an answer ends at a stop string or at the model's end of text", async () => {
  const [o, k, newline] = tokenizer.encode("ok\n") as [number, number, number];
  const { decoder, fed } = decoderOf([o, k, newline]);
  expect(await answerPrompt(answererOf(decoder), "say", settings)).toEqual({ text: "ok", cut: false });
  expect(fed[0]).toEqual([1, ...tokenizer.encode("say")]);
  expect(await answerPrompt(answererOf(decoderOf([o, EOS]).decoder), "say", settings)).toMatchObject({ text: "o" });
});

test("a prompt that leaves no room loses its beginning, but not the first token of texts", async () => {
  const { decoder, fed } = decoderOf([EOS]);
  // 12 tokens, 4 of them for the answer: the first one and seven letters.
  expect(await answerPrompt(answererOf(decoder), "abcdefghij", settings)).toEqual({ text: "", cut: true });
  expect(fed[0]).toEqual([1, ...tokenizer.encode("defghij")]);
});

test("an answer that is stopped is no answer", async () => {
  const stop = new AbortController();
  stop.abort(new DOMException("stopped", "AbortError"));
  await expect(answerPrompt(answererOf(decoderOf([EOS]).decoder, stop.signal), "say", settings)).rejects.toThrow(
    "stopped",
  );
});
