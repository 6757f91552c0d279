import { expect, test, vi } from "vitest";
import { languageName, languageStyle } from "../../../src/ui/languageStyle";

const languages = "afr cym deu eng est eus fra isl lit mkd npi rus slk slv spa tur".split(" ");

test("sixteen languages are told apart by colour and sign together", () => {
  const styles = languages.map((language) => languageStyle(language, languages));
  expect(new Set(styles.map(({ color, sign }) => color + sign)).size).toBe(16);
  expect(new Set(styles.map(({ color, marker }) => color + marker)).size).toBe(16);
  expect(new Set(styles.map(({ color, dash }) => color + dash)).size).toBe(16);
});

test("the order in which languages are listed does not change a colour", () => {
  expect(languageStyle("eus", languages)).toEqual(languageStyle("eus", [...languages].reverse()));
});

test("a language keeps its colour in every view, whatever is shown beside it", () => {
  const before = languageStyle("fin_Latn", ["fin_Latn"]);
  expect(languageStyle("fin_Latn", ["aaa", "bbb", "fin_Latn", "zzz"])).toEqual(before);
});

test("languages that were shown first never share a colour, wherever they stand in the alphabet of the project", async () => {
  vi.resetModules();
  const { languageStyle } = await import("../../../src/ui/languageStyle");
  // Of the sixteen, cym, eng and rus: eng and rus are eight places apart.
  const colors = (shown: readonly string[]) => new Set(shown.map((one) => languageStyle(one, shown).color));
  expect(colors(["rus", "cym", "eng"]).size).toBe(3);
  expect(colors(["isl", "lit", "mkd", "npi", "slk"]).size).toBe(5);
  expect(colors(["cym", "eng", "isl", "lit", "mkd", "npi", "rus", "slk"]).size).toBe(8);
});

test("a new language takes a colour that none beside it has, also when all eight are given out", async () => {
  vi.resetModules();
  const { languageStyle } = await import("../../../src/ui/languageStyle");
  for (const language of languages) languageStyle(language, languages);
  const shown = ["afr", "cym", "new"];
  expect(new Set(shown.map((one) => languageStyle(one, shown).color)).size).toBe(3);
});

test.each([
  ["mlt_Latn", "Maltese"],
  ["npi_Deva", "Nepali"],
  ["my corpus", "my corpus"],
  ["qqq_Latn", "qqq_Latn"],
])("the name of %s is %s", (code, name) => expect(languageName(code)).toContain(name.slice(0, 4)));

test("a script that is not the language's usual one is named, so that no two languages share a name", () => {
  expect(languageName("zho_Hans")).toBe("Chinese");
  expect(languageName("zho_Hant")).toMatch(/^Chinese \(Traditional/);
  expect(languageName("srp_Latn")).toBe("Serbian (Latin)");
  expect(languageName("srp_Cyrl")).toBe("Serbian");
});
