import { expect, test } from "vitest";
import { maxTokens, splitWindows } from "../../../src/transformer/splitWindows";
import { TINY_CONFIG } from "../../support/randomModel";

const device = (maxStorageBufferBindingSize: number) => ({ limits: { maxStorageBufferBindingSize } }) as GPUDevice;

test("windows are grouped up to so many tokens, in order, without empty ones", () => {
  const ids = Int32Array.from({ length: 5 * 4 }, (_, i) => i);
  const windows = { ids, lengths: Uint32Array.of(4, 2, 0, 3, 1), nWindows: 5, seqLen: 4 };
  const groups = splitWindows(windows, 6);
  expect(groups.map(({ lengths, ids: own, nWindows }) => [[...lengths], own[0], own.length, nWindows])).toEqual([
    [[4, 2], 0, 8, 2],
    [[3, 1], 12, 8, 2],
  ]);
  expect(splitWindows(windows, 4).map(({ lengths }) => [...lengths])).toEqual([[4], [2], [3, 1]]);
  expect(splitWindows({ ...windows, lengths: new Uint32Array(5) }, 4)).toEqual([]);
  expect(() => splitWindows(windows, 3)).toThrow("a window of 4 tokens: the device takes 3 at a time");
});

test("as many tokens go at once as the widest activation of one binding", () => {
  expect(maxTokens(device(4 * 28 * 10 + 3).limits, TINY_CONFIG)).toBe(10); // gates of 28
  expect(maxTokens(device(4 * 100 * 10).limits, { ...TINY_CONFIG, dHead: 25 })).toBe(10); // 4 heads of 25
});
