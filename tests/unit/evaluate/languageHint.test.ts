import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { languageHint, languageProfiles } from "../../../src/evaluate/languageHint";

const FOLDER = join(import.meta.dirname, "../../../public/corpora/interface");
/** Lines of each language, and as many of other lines to know it by. */
const TEXTS = readdirSync(FOLDER).map((file) => {
  const lines = readFileSync(join(FOLDER, file), "utf8").split("\n");
  const half = lines.length >> 1;
  return { language: file.slice(0, 8), documents: lines.slice(0, half), unseen: lines.slice(half) };
});
const PROFILES = languageProfiles(TEXTS);

describe("lines that were not counted", () => {
  test.each(TEXTS)("of $language are mostly of it", ({ language, unseen }) => {
    const hint = languageHint(unseen.join("\n"), PROFILES)!;
    const shareOf = (code: string) => hint.shares.find((one) => one.language === code)?.share ?? 0;
    expect(hint.shares[0]!.language).toBe(language);
    // These files hold messages that were left in English: of Afrikaans a seventh of the letters.
    expect(shareOf(language) + (language === "eng_Latn" ? 0 : shareOf("eng_Latn"))).toBeGreaterThan(0.97);
    expect(hint.languages).toBe(TEXTS.length);
  });
});

const unseenOf = (language: string): string => TEXTS.find((text) => text.language === language)!.unseen.join("\n");

test("of a mixed text each language has its share, and the shares sum to 1", () => {
  const [welsh, german] = [unseenOf("cym_Latn").slice(0, 3000), unseenOf("deu_Latn").slice(0, 1000)];
  const hint = languageHint(`${welsh}\n${german}`, PROFILES)!;
  expect(hint.shares[0]!.language).toBe("cym_Latn");
  expect(hint.shares[0]!.share).toBeCloseTo(0.75, 1);
  expect(hint.shares[1]!.language).toBe("deu_Latn");
  expect(hint.shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(hint.letters).toBe([...`${welsh}${german}`].filter((letter) => /[\p{L}\p{M}]/u.test(letter)).length);
});

test("nothing is said of a short text, or where there is nothing to choose from", () => {
  expect(languageHint("Gallwch ddewis", PROFILES)).toBeNull();
  expect(languageHint("12, 34; 56".repeat(20), PROFILES)).toBeNull();
  expect(languageHint(unseenOf("cym_Latn"), languageProfiles(TEXTS.slice(0, 1)))).toBeNull();
  const withEmpty = languageProfiles([TEXTS[0]!, { language: "mlt_Latn", documents: ["1 2 3"] }]);
  expect(languageHint(unseenOf("cym_Latn"), withEmpty)).toBeNull();
});
