import { describe, expect, test } from "vitest";
import type { Points } from "../../../src/evaluate/pca";
import { projectSentences, withoutLanguageMeans } from "../../../src/evaluate/projectSentences";
import { nextBelow, seededRandom } from "../../../src/tensor/random";

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const EACH = 8;
const D = 5;

/** Two languages that say the same, the second a constant away in the last dimension. */
function twoLanguages(shift: number): Points {
  const random = seededRandom(3);
  const one = Array.from({ length: EACH * D }, (_, i) => (nextBelow(random, 1000) / 1000) * (D - (i % D)));
  const other = one.map((value, i) => (i % D === D - 1 ? value + shift : value));
  return { values: Float32Array.from([...one, ...other]), n: 2 * EACH, d: D };
}

describe("projectSentences", () => {
  test("each language's own mean comes off", () => {
    const points = { values: Float32Array.of(1, 10, 3, 20, 100, 0, 200, 0), n: 4, d: 2 };
    expect([...withoutLanguageMeans(points, 2).values]).toEqual([-1, -5, 1, 5, -50, 0, 50, 0]);
  });

  test("what separates languages is the first axis, and centred translations lie on one another", async () => {
    const config = { method: "pca", seed: 1 } as const;
    const input = { base: twoLanguages(100), tuned: null, nLanguages: 2 };
    const raw = await projectSentences(input, { ...config, isCentred: false }, hooks);
    for (let i = 0; i < EACH; i++) {
      expect(raw.base[2 * (EACH + i)]! - raw.base[2 * i]!).toBeCloseTo(100, 3);
    }
    expect(raw.explained![0]).toBeGreaterThan(0.99);
    expect(raw.explained![0] + raw.explained![1]).toBeLessThanOrEqual(1);
    const centred = await projectSentences(input, { ...config, isCentred: true }, hooks);
    for (let i = 0; i < 2 * EACH; i++) {
      expect(centred.base[2 * EACH + i]!).toBeCloseTo(centred.base[i]!, 3);
    }
  });

  test("the base alone decides the plane, and the same vectors lie at the same place in it", async () => {
    for (const method of ["pca", "umap"] as const) {
      const config = { method, seed: 1, isCentred: false };
      const base = twoLanguages(1);
      const alone = await projectSentences({ base, tuned: null, nLanguages: 2 }, config, hooks);
      expect(alone.tuned).toBeNull();
      const same = await projectSentences({ base, tuned: base, nLanguages: 2 }, config, hooks);
      expect(same.tuned).toEqual(alone.base);
      const other = await projectSentences({ base, tuned: twoLanguages(9), nLanguages: 2 }, config, hooks);
      expect(other.base).toEqual(alone.base);
      expect(other.tuned).not.toEqual(alone.base);
      expect(other.explained === null).toBe(method === "umap");
    }
  });
});
