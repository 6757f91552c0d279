import { describe, expect, it } from "vitest";
import { drawShots } from "../../../src/evaluate/fewShot";

const POOL = ["a", "b", "c", "d", "e", "f"];

describe("few-shot examples", () => {
  it("are as many as asked for, each once, never the example itself", () => {
    for (let i = 0; i < 50; i++) {
      const drawn = drawShots(POOL, 4, 1, `${i}`, (shot) => shot === "c");
      expect(new Set(drawn).size).toBe(4);
      expect(drawn).not.toContain("c");
    }
    expect(drawShots(POOL, 0, 1, "x")).toEqual([]);
  });

  it("are the same for a seed and an example, and others for others", () => {
    expect(drawShots(POOL, 3, 1, "x")).toEqual(drawShots(POOL, 3, 1, "x"));
    const ofLabels = Array.from({ length: 20 }, (_, i) => drawShots(POOL, 3, 1, `${i}`).join(""));
    const ofSeeds = Array.from({ length: 20 }, (_, seed) => drawShots(POOL, 3, seed, "x").join(""));
    // Of 120 orders, 20 draws give 18.5 different ones in the mean.
    for (const draws of [ofLabels, ofSeeds]) expect(new Set(draws).size).toBeGreaterThan(12);
  });

  it("are drawn alike often, in every place", () => {
    const n = 6000;
    const first = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const [shot] = drawShots(POOL, 2, 7, `${i}`);
      first.set(shot!, (first.get(shot!) ?? 0) + 1);
    }
    // 1000 each, five standard deviations (sqrt(6000 x 5 / 36) = 29) to either side.
    for (const shot of POOL) expect(Math.abs(first.get(shot)! - n / POOL.length)).toBeLessThan(145);
  });

  it("are refused where there are too few, or the number is none", () => {
    expect(() => drawShots(POOL, 6, 1, "x", (shot) => shot === "a")).toThrow(
      "6 few-shot examples are asked for, there are 5 to draw from: ask for fewer",
    );
    for (const count of [-1, 0.5, Number.NaN]) expect(() => drawShots(POOL, count, 1, "x")).toThrow("whole number");
  });
});
