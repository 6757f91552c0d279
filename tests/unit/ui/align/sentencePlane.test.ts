import { describe, expect, test } from "vitest";
import { MOST_JOINED, sentencePlane, sentenceTable } from "../../../../src/ui/align/sentencePlane";
import type { ProjectedSentences } from "../../../../src/worker/projectProtocol";

const styleOf = () => ({ series: 0, marker: "circle" });

/** `n` sentences of two languages: the base's at (i, k), the tuned ones at (10 + i, k). */
function projected(n: number): ProjectedSentences {
  const points = (from: number) =>
    Float32Array.from({ length: 4 * n }, (_, at) => {
      const i = Math.floor(at / 2) % n;
      return at % 2 === 0 ? from + i : Math.floor(at / (2 * n));
    });
  const texts = ["cy", "en"].map((language) => Array.from({ length: n }, (_, i) => `${language} ${i}`));
  const languages = ["cym_Latn", "eng_Latn"];
  return { languages, texts, base: points(0), tuned: points(10), explained: [0.5, 0.25] };
}

describe("sentences in a plane", () => {
  test("a group a language, base and tuned on the same axes", () => {
    const map = { projected: projected(3), title: "PCA", styleOf, chosen: null };
    const base = sentencePlane({ ...map, shows: "base" });
    const tuned = sentencePlane({ ...map, shows: "tuned" });
    expect(base.groups[1]).toMatchObject({ name: "English", x: [0, 1, 2], y: [1, 1, 1] });
    expect(tuned.groups[0]).toMatchObject({ name: "Welsh", x: [10, 11, 12], y: [0, 0, 0] });
    expect(base.range).toEqual(tuned.range);
    expect(base.range.x[0]).toBeLessThan(0);
    expect(base.range.x[1]).toBeGreaterThan(12);
    expect(base.groups[0]!.hover[2]).toEqual(["Welsh, sentence 3", "cy 2"]);
    expect(base.x).toMatch(/^PC 1 \(50\s%/);
    expect(sentencePlane({ ...map, shows: "base", projected: { ...map.projected, explained: null } }).x).toMatch(
      /^UMAP 1/,
    );
  });

  test("few sentences are all joined, many are not", () => {
    const joined = (n: number) =>
      sentencePlane({ projected: projected(n), shows: "base", title: "", styleOf, chosen: null }).joined.length;
    expect(joined(MOST_JOINED)).toBe(MOST_JOINED);
    expect(joined(MOST_JOINED + 1)).toBe(0);
  });

  test("the table has a row a point with its text", () => {
    const { rows } = sentenceTable({ projected: projected(2), shows: "tuned" });
    expect(rows).toEqual([
      ["cym_Latn", 1, 10, 0, "cy 0"],
      ["cym_Latn", 2, 11, 0, "cy 1"],
      ["eng_Latn", 1, 10, 1, "en 0"],
      ["eng_Latn", 2, 11, 1, "en 1"],
    ]);
  });
});
