import { beforeEach, expect, test, vi } from "vitest";
import { client } from "../../../src/state/connection";
import { initialState, store } from "../../../src/state/store";
import { tokenizeCorpus } from "../../../src/state/tokenizeCorpus";
import type { CorpusTable } from "../../../src/worker/textProtocol";

const row = {
  language: "mlt_Latn",
  name: "Maltese",
  files: ["mt.txt"],
  labels: [],
  documents: 2,
  lines: 2,
  bytes: 10,
  tokens: 5,
  tokensPerByte: 0.5,
  duplicates: 0,
  aligned: false,
};
const issue = { file: "mt.txt", line: 2, reason: "not UTF-8", excerpt: "" };
const corpus: CorpusTable = { rows: [row], issues: [issue, { ...issue, by: "tokenizer" }], hash: "", options: {} };
const untokenized = { ...corpus, rows: [{ ...row, tokens: null, tokensPerByte: null }], issues: [issue] };
const { signal } = new AbortController();

beforeEach(() => store.setState({ ...initialState, corpus }, true));

test("counts of the last tokenizer do not stand while the next one counts, nor when it fails", async () => {
  vi.spyOn(client, "call").mockImplementation(() => {
    expect(store.getState().corpus).toEqual(untokenized);
    return Promise.reject(new Error("cancelled"));
  });
  await expect(tokenizeCorpus(signal, () => undefined)).rejects.toThrow("cancelled");
  expect(store.getState().corpus).toEqual(untokenized);
});

test("the new counts are in the store", async () => {
  const counted = { ...corpus, rows: [{ ...row, tokens: 8 }] };
  vi.spyOn(client, "call").mockResolvedValue(counted as never);
  expect(await tokenizeCorpus(signal, () => undefined)).toBe(counted);
  expect(store.getState().corpus).toBe(counted);
});
