import { expect, test } from "vitest";
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

test("a language outside the list has a style too", () => {
  expect(languageStyle("xxx", languages).color).toBe("var(--lang-0)");
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
