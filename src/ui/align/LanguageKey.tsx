import { languageName, languageStyle } from "../languageStyle";

/** The languages as they are drawn; each can be left out. */
export function LanguageKey({
  languages,
  shown,
  onShow,
}: {
  languages: readonly string[];
  shown: readonly string[];
  onShow: (shown: readonly string[]) => void;
}) {
  return (
    <fieldset className="bare align-key" aria-label="Languages that are drawn">
      {languages.map((language) => {
        const { color, sign } = languageStyle(language, languages);
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
