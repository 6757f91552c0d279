import { expect, test } from "vitest";
import { fitBatchWindows } from "../../../src/lape/batchSize";

const QWEN = { nLayers: 24, dMlp: 4864, seqLen: 512, bytesPerValue: 2 };

test("as many windows as the gates of all layers leave room for", () => {
  // 233 KB of gates a token, 119.5 MB a window
  expect(fitBatchWindows({ ...QWEN, memoryBytes: 512e6 })).toBe(4);
  expect(fitBatchWindows({ ...QWEN, memoryBytes: 119_537_664 * 3 })).toBe(3);
  expect(fitBatchWindows({ ...QWEN, memoryBytes: 119_537_664 * 3 - 1 })).toBe(2);
});

test("one window at least, and no more than a binding holds of one layer", () => {
  expect(fitBatchWindows({ ...QWEN, memoryBytes: 1 })).toBe(1);
  expect(fitBatchWindows({ ...QWEN, memoryBytes: 1e12, maxBindingBytes: 128 * 2 ** 20 })).toBe(26);
  expect(() => fitBatchWindows({ ...QWEN, memoryBytes: 1e12, maxBindingBytes: 4e6 })).toThrow("choose shorter windows");
});
