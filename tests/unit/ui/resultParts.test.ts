import { expect, test } from "vitest";
import { resultParts } from "../../../src/ui/scan/resultParts";
import type { ResultSummary } from "../../../src/worker/selectionProtocol";

const scanned: ResultSummary = {
  revision: 1,
  complete: true,
  languages: ["afr_Latn", "npi_Deva"],
  n: [1024, 512],
  nLayers: 6,
  dMlp: 768,
  source: "scan",
  provider: "wasm",
  seconds: 2.4,
  tokensPerSecond: 640,
  wasmHeapBytes: 123_000_000,
  selfCheck: null,
  warnings: [],
  seqLen: 256,
  modelName: "babel-7m",
  date: "2026-11-21T07:41:00.000Z",
};
const plain = (result: ResultSummary) => resultParts(result).join(" · ").replaceAll("\u00a0", " ");

test("a scan says what it counted, where, how fast, and ONNX Runtime's memory", () => {
  expect(plain(scanned)).toBe(
    "1,536 tokens · 2 languages · 6 × 768 neurons · windows of 256 · wasm · 640 tok/s · in 0:03 · wasm heap 123 MB",
  );
});

test("counts from a file have no speed and no memory", () => {
  const nothing = { provider: null, seconds: null, tokensPerSecond: null, wasmHeapBytes: null, seqLen: null };
  expect(plain({ ...scanned, source: "file", ...nothing })).toBe("1,536 tokens · 2 languages · 6 × 768 neurons");
});
