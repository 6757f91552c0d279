import { languageName } from "../languageStyle";

/** What the chosen sentence says in each language. */
export function SentenceTexts({
  languages,
  texts,
  chosen,
}: {
  languages: readonly string[];
  texts: readonly (readonly string[])[];
  chosen: number;
}) {
  return (
    <dl className="align-texts">
      {languages.map((language, k) => (
        <div key={language} style={{ display: "contents" }}>
          <dt>{languageName(language)}</dt>
          <dd lang={language.split("_")[0]}>{texts[k]?.[chosen]}</dd>
        </div>
      ))}
    </dl>
  );
}
