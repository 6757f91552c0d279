import { describe, expect, test } from "vitest";
import { memoryStore } from "../../../src/storage/memoryStore";
import {
  countKept,
  type KeptSentences,
  keepSentences,
  keepVectors,
  loadSentences,
  loadVectors,
} from "../../../src/worker/sentenceVectors";

const SENTENCES: KeptSentences = {
  languages: ["eng_Latn", "a language of one's own"],
  texts: [
    ["one", "two"],
    ["un", "dau"],
  ],
  nLayers: 3,
  dModel: 4,
};

describe("sentences with their vectors", () => {
  test("come back as they were, also from the middle of a larger array", async () => {
    const store = memoryStore();
    const all = Float32Array.from({ length: 20 }, (_, i) => i / 3);
    await keepVectors(store, "e1", 1, 2, all.subarray(5, 13));
    await keepSentences(store, "e1", SENTENCES);
    const read = await loadSentences(store, "e1");
    expect(read).toEqual(SENTENCES);
    expect(await loadVectors(store, "e1", read!, 1, 2)).toEqual(all.slice(5, 13));
  });

  test("vectors that are not there, or of another size, are refused by name", async () => {
    const store = memoryStore();
    await expect(loadVectors(store, "e1", SENTENCES, 0, 1)).rejects.toThrow(/eng_Latn in layer 1.*nothing kept/);
    await keepVectors(store, "e1", 0, 1, new Float32Array(7));
    await expect(loadVectors(store, "e1", SENTENCES, 0, 1)).rejects.toThrow(/28 bytes kept where 32 bytes/);
    expect(await loadSentences(store, "e1")).toBeUndefined();
  });

  test("so many are kept as a figure and the storage hold", () => {
    const small = { nLanguages: 5, nLayers: 7, dModel: 256 };
    expect(countKept(420, small)).toBe(400);
    expect(countKept(24, small)).toBe(24);
    // 2 GiB of vectors a 125 sentences: 256 MiB hold 15.
    const large = { nLanguages: 16, nLayers: 33, dModel: 8192 };
    expect(countKept(2000, large)).toBe(15);
    expect(countKept(2000, { ...large, dModel: 2 ** 24 })).toBe(1);
  });
});
