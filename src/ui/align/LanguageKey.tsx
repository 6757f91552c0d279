import { languageName, languageStyle } from "../languageStyle";

/** The languages as they are drawn; each can be left out. */
export function LanguageKey({
  languages,
  of,
  shown,
  onShow,
}: {
  languages: readonly string[];
  /** All of the project, among which colours are given out. */
  of: readonly string[];
  shown: readonly string[];
  onShow: (shown: readonly string[]) => void;
}) {
  return (
    <fieldset className="bare align-key" aria-label="Languages that are drawn">
      {languages.map((language) => {
        const { color, sign } = languageStyle(language, of);
        return (
          <label className="check" key={language} title={language}>
            <input
              type="checkbox"
              checked={shown.includes(language)}
              onChange={({ currentTarget: { checked } }) =>
                onShow(languages.filter((one) => (one === language ? checked : shown.includes(one))))
              }
            />
            <span className="sign" style={{ color }} aria-hidden="true">
              {sign}
            </span>
            {languageName(language)}
          </label>
        );
      })}
    </fieldset>
  );
}
