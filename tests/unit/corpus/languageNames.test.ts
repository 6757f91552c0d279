import { expect, test } from "vitest";
import { FLORES_200 } from "../../../src/corpus/flores200";
import { findLanguage, isLanguageCode, LANGUAGES, languageName } from "../../../src/corpus/languageNames";

const rows = FLORES_200.trim()
  .split("\n")
  .map((row) => row.split(" "));

test("the table holds the 204 languages of FLORES-200, each once", () => {
  expect(LANGUAGES).toHaveLength(204);
  expect(new Set(LANGUAGES.map(({ code }) => code)).size).toBe(204);
  expect(new Set(LANGUAGES.map(({ name }) => name)).size).toBe(204);
  for (const { code } of LANGUAGES) expect(isLanguageCode(code), code).toBe(true);
});

test("two-letter codes agree with the ICU library's own table", () => {
  // ICU canonicalizes a three-letter code to its two-letter one.
  const mismatches = rows.flatMap(([code = "", aliases = ""]) =>
    aliases
      .split(",")
      .filter((alias) => /^[a-z]{2}$/.test(alias))
      .filter((alias) => new Intl.Locale(alias).language !== new Intl.Locale(code.slice(0, 3)).language)
      .map((alias) => `${alias} ${code}`),
  );
  // The two-letter code is a macrolanguage there, of which FLORES-200 has one member.
  const members = ["ff fuv_Latn", "no nob_Latn", "ps pbt_Arab", "qu quy_Latn"];
  expect(mismatches.filter((pair) => !members.includes(pair))).toEqual([]);
});

test("the script a bare code stands for is the likely one of the ICU library", () => {
  const first = new Map(rows.toReversed().map(([code = ""]) => [code.slice(0, 3), code.slice(4)]));
  const mismatches = [...first].filter(([iso, script]) => {
    const likely = new Intl.Locale(iso).maximize().script;
    return likely !== undefined && likely !== script;
  });
  // FLORES-200 differs: Korean as Hangul alone, Tamazight in Tifinagh, Crimean Tatar in Latin.
  const ours = ["kor", "tzm", "crh"];
  expect(mismatches.filter(([iso]) => !ours.includes(iso))).toEqual([]);
});

test.each([
  ["mt", "mlt_Latn"],
  ["mlt", "mlt_Latn"],
  ["mlt_Latn", "mlt_Latn"],
  ["mlt-Latn", "mlt_Latn"],
  ["MLT_latn", "mlt_Latn"],
  [" Maltese ", "mlt_Latn"],
  ["Scottish Gaelic", "gla_Latn"],
  ["et", "est_Latn"],
  ["ekk", "est_Latn"],
  ["ekk_Latn", "est_Latn"],
  ["lv", "lvs_Latn"],
  ["lav", "lvs_Latn"],
  ["lav-Latn", "lvs_Latn"],
  ["nep", "npi_Deva"],
  ["nep_Deva", "npi_Deva"],
  ["ne", "npi_Deva"],
  ["ara", "arb_Arab"],
  ["ar", "arb_Arab"],
  ["zh", "zho_Hans"],
  ["zho", "zho_Hans"],
  ["zh-Hans", "zho_Hans"],
  ["zh-Hant", "zho_Hant"],
  ["zh-TW", "zho_Hant"],
  ["zh-CN", "zho_Hans"],
  ["cmn_Hans", "zho_Hans"],
  ["pt-BR", "por_Latn"],
  ["de_AT", "deu_Latn"],
  ["sr", "srp_Cyrl"],
  ["sr-Latn", "srp_Latn"],
  ["gsw_Latn", "gsw_Latn"],
  ["no", "nob_Latn"],
  ["fil", "tgl_Latn"],
])("%s means %s", (label, language) => {
  expect(findLanguage(label)).toBe(language);
});

test.each(["", "-", "xx", "qqq", "en-mt", "abc_Test", "klingon", "mlt_Latn_x", "__proto__", "constructor"])(
  "%j means no language",
  (label) => {
    expect(findLanguage(label)).toBeUndefined();
  },
);

test("names for the eye", () => {
  expect(languageName("mlt_Latn")).toBe("Maltese");
  expect(languageName("zho_Hant")).toBe("Chinese (Traditional)");
  expect(languageName("gsw_Latn")).toContain("Swiss German");
  expect(languageName("my-notes")).toBe("my-notes");
});
